"""The calls that are asked of the rep."""
