"""Files <-> arrays: bit depth, orientation, colour profiles, metadata."""
