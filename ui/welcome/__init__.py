"""The first start: sign in, or explore the sandbox."""
