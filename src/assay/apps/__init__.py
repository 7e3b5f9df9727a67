"""The applications. None of them imports another."""
