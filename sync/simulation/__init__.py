"""The deterministic simulation: the real machine on a simulated world, with an independent checker beside it."""
