"""A loopback stand-in for Graph, Entra and Twilio, with a clock that can be moved and people who answer."""
