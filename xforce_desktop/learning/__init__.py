"""What ended meetings teach: postmortems, settings that are moved, and every figure shown."""
