"""The dashboard: all requests in four groups."""
