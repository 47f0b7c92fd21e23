"""The scheduling form: a new request, with the free times beside it."""
