"""The scalar forecast: a deep state space model of spots and melanin by region, with the sun as its input."""
