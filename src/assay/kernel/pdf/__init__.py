"""Documents for print: Typst's source in, the bytes of a PDF out.

The same source and files give the same bytes: only the fonts that come with Typst are used, and the document
carries no date but the one it is given. A document reads nothing but the files handed over with it.

    Document(source, files, made_at, attachments=(Attachment("data.json", ...),), standard=Standard.PDF_A_3B)

is a PDF for the archive that carries what it was made from.
"""

from assay.kernel.pdf.errors import UnprintableError
from assay.kernel.pdf.typst import EPOCH, Attachment, Document, Standard, render, render_in_thread

__all__ = ["EPOCH", "Attachment", "Document", "Standard", "UnprintableError", "render", "render_in_thread"]
