"""Pages to look at that need no other file: templates filled with figures and pictures."""
