"""Which questions a student gets: all those outside pools, and a number from each pool."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

PoolName = Annotated[str, Field(min_length=1, max_length=60)]


class Template(BaseModel):
    """`pools` maps a pool's name to how many of its questions each student gets."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pools: dict[PoolName, Annotated[int, Field(ge=1, le=500)]] = Field(default_factory=dict)
    shuffle_questions: bool = True
    shuffle_options: bool = True

    def document(self) -> dict[str, Any]:
        return self.model_dump(mode="json")
