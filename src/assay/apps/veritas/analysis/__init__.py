"""Orders attempts for review and says why; people decide, two of them where it goes against a student."""
