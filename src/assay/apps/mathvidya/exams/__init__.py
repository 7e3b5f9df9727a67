"""Exams as students sit them: made from a template, answered on screen and on paper."""
