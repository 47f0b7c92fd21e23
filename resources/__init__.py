"""Data only: templates, prompts, icons, styles and figures. Read by anyone, reads nobody."""
