"""One file per revision, in order; a published one is never changed."""
