"""The deterministic simulation: the real machine on simulated worlds, and an independent judge beside it."""
