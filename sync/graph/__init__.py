"""Microsoft Graph: the rep's mailbox, calendar, meetings and organisation."""
