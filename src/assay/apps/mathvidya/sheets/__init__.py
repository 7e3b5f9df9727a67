"""Answer pages from phone or scanner: uploaded, read, checked, confirmed page by page."""
