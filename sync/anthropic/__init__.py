"""Claude, through Anthropic's library; the core checks what it says before anything follows from it."""
