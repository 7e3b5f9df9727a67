"""What results say about a student: mastery, lost marks, what to expect, what to practise."""
