"""Handing an exam in: by its student, or by the clock."""
