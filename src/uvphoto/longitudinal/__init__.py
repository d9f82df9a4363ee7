"""A person over time: the record of visits, and the forecast."""
