"""What services write: read, filled with live figures, checked, and agreed section by section."""
