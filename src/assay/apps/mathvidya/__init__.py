"""Mathvidya: practice exams on paper, marked by teachers within a promised time."""
