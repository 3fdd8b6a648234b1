"""From chapters to documents: the two publishers, PDF and Word, and the papers for the meeting."""
