"""Training of converters: losses, the pix2pix step, the loop, a run from a recipe. Needs the extra ``train``."""
