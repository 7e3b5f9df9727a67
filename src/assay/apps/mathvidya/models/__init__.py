"""The tables of Mathvidya."""
