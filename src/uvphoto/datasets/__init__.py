"""Data sets on disk: manifest, checks, splits, pairing, the simulated set, the gallery."""
