"""Model work in files: written, taken back, and driven to the end."""
