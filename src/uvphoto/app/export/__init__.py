"""What somebody takes away of a person."""
