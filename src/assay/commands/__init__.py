"""The commands of `assay`, a file per group. cli.py puts them together."""
