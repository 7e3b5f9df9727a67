"""What the applications stand on: identity, access, audit, jobs, files, mail, LLM, web."""
