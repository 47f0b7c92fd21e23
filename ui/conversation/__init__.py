"""One request: its mails, its log and the mail that waits."""
