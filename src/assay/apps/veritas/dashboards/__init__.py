"""Figures kept ready, and the pages that show them: to students their own, to teachers their exams."""
