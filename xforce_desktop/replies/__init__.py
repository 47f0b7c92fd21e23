"""Reading what people write back: the message's own words, its kind, its times and its meaning."""
