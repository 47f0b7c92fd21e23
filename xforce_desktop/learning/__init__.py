"""What how requests ended teaches: why each ended so, and which setting does better."""
