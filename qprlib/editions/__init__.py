"""A next edition, a correction, a page of one's own, and the list of all editions."""
