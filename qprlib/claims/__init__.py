"""What sentences assert, set against the data."""
