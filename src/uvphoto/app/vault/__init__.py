"""Photos and results as sealed files, under a key of each person's own."""
