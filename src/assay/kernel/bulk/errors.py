"""How a chunk can fail, as types."""

from assay.kernel.errors import AssayError


class ChunkFailed(AssayError):
    """The function raised on this chunk, or the chunk kills every process it is given to."""

    slug, title = "chunk-failed", "A part of this work cannot be done"
    permanent = False  # short of memory now is not short of memory for ever

    def __init__(self, chunk_id: object, detail: str) -> None:
        super().__init__(f"Chunk {chunk_id}: {detail}", chunk=str(chunk_id))
        self.chunk_id = chunk_id
