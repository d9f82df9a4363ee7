"""Networks that a user plugs in: face parsers and face landmarks. None comes with the package."""
