"""When people can meet: spans of time, working days, free slots and what stands in their way."""
