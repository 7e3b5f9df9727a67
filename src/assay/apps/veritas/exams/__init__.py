"""Setting exams: their questions in versions, their rules, who is to sit them."""
