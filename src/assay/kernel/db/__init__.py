"""PostgreSQL: the engine, one transaction per request, row-level security, paging."""
