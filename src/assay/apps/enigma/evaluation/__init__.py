"""Scores text against a rubric: worker, judge and the person's queue."""
