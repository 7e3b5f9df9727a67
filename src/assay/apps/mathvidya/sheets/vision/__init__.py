"""Pictures of pages looked at: pure functions on bytes and arrays, without database, web or clock."""
