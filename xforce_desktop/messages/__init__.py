"""The words of every message: what is asked of a writer, the writer, and the checks before anything leaves."""
