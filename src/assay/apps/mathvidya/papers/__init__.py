"""Papers: what one consists of (blueprint), which questions it gets (solver), what is kept and printed."""
