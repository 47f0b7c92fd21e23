"""The page of figures: tiles, charts and tables."""
