"""What can be wrong with a file, as types."""

from assay.kernel.errors import AssayError, Invalid


class WrongType(AssayError):
    status, slug, title = 415, "wrong-file-type", "This kind of file is not taken here"


class DigestMismatch(Invalid):
    slug, title = "digest-mismatch", "The file that arrived is not the one announced"
