"""A person over time: what was measured, what is expected, and how both are drawn."""
