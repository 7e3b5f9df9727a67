"""Documents for print: Typst's source in, the bytes of a PDF out.

The same source and files give the same bytes: only the fonts that come with Typst are used, and the document
carries no date but the one it is given. A document reads nothing but the files handed over with it.
"""

from assay.kernel.pdf.errors import UnprintableError
from assay.kernel.pdf.typst import EPOCH, Document, render, render_in_thread

__all__ = ["EPOCH", "Document", "UnprintableError", "render", "render_in_thread"]
