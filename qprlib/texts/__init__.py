"""What services write: read once, filled with live figures, held to what a text may contain, kept fit for git."""
