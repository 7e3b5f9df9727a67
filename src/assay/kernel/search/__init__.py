"""Search: words, similar spelling and meaning, each by its own ranking, fused into one."""
