"""Companies, contacts and deals: looked for, typed, imported and exported by the rep."""
