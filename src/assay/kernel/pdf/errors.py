"""What can go wrong on the way to a PDF."""

from assay.kernel.errors import AssayError


class UnprintableError(AssayError):
    """The source is no document of Typst's. Ours to mend: the detail says where."""

    slug, title = "unprintable", "This could not be set for print"
