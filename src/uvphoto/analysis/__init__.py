"""One photo in; its UV photo, skin, regions, spots, measures, and how far to trust them, out."""
