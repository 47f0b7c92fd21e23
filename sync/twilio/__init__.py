"""Text messages over Twilio. Its library is loaded at the first call, never at the start of the program."""
