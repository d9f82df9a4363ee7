"""A folder of photos as a device left them becomes a data set of registered pairs, and a report of every file."""
