"""The regions of a face: forehead, cheeks, nose and chin, left and right being the person's own."""

REGIONS = ("forehead", "left_cheek", "right_cheek", "nose", "chin")
"""The values 1 to 5 of a map of regions, in this order; 0 is none of them."""
