"""What is known of a company beyond one meeting: seen, added to, corrected and taken out by the rep."""
