"""Tables of the schema `veritas`, a file per area."""
