"""The optics of skin: what absorbs and scatters, the solver, and the way back from a measured spectrum."""
