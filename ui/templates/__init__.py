"""The page for the rep's own words: templates of mails, and the signature."""
