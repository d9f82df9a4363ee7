"""What converters are worth: figures, tables, and pages to look at."""
