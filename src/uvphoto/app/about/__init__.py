"""What the app says of itself: its model card, and the parts of others that it is made of."""
