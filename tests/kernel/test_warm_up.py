"""What a worker loads before it takes jobs."""

from assay.kernel.errors import Unavailable
from assay.kernel.module import AppModule
from assay.worker import warm_up


def test_a_module_that_cannot_be_warmed_up_stops_neither_worker_nor_others() -> None:
    warmed: list[str] = []

    def fails() -> None:
        raise Unavailable("The index cannot be read.")

    warm_up(
        [
            AppModule(name="one", title="One", warm=fails),
            AppModule(name="two", title="Two"),
            AppModule(name="three", title="Three", warm=lambda: warmed.append("three")),
        ]
    )
    assert warmed == ["three"]
