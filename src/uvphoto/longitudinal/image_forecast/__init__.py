"""A future UV photo from a person's visits, with what is unsure about it; marked as a forecast, and no photo."""
