"""The words of every message: what a writer is told, the writer, and the checks before anything leaves."""
