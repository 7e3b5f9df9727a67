"""What results say about a student: mastery by unit, where marks are lost, what to expect, what to practise."""
