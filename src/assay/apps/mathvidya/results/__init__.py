"""Results: marks by question and step, the marked script, and queries about a question."""
