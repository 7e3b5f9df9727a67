"""Assay takes work in, has it judged by rule, by model and by people, and publishes the evidence."""

__version__ = "0.1.0"
