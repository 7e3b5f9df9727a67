"""The questions that come with Mathvidya."""
