"""What follow-ups may bring with them, and what came of it: seen and kept by the rep."""
