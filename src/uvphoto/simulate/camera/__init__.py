"""Light, sensors, colour, and what a camera makes of a scene: a clinic's device or a phone."""
