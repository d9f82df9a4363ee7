"""On-device mode: what a browser is given to convert photos itself, so that they never leave the phone."""
