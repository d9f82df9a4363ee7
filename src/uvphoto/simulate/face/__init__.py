"""A face: who, which shape, which chromophores where, and the light that it sends to a camera."""
