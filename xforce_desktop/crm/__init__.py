"""Companies, contacts and deals, as the wider suite would hand them over."""
