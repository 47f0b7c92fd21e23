"""What the app learns from how meetings went."""
