"""The composition root: the only place that knows the core, the adapters and the screens.

Heavy libraries are imported where they are used, so that the command line starts at once.
"""
