"""White balance of an uncontrolled photo: from a colour card in it, the white of the eyes, or the skin."""
