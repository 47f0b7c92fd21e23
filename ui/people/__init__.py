"""Who is to be in a meeting: seen and changed from a conversation."""
