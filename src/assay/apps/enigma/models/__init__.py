"""Tables of the schema `enigma`, a file per area."""
