"""The outside: everything that talks to a service, and the loopback services themselves."""
