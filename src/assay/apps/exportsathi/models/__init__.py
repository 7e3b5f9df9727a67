"""The tables of ExportSathi (schema `exportsathi`)."""
