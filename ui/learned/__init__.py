"""What was learned of how the rep writes."""
