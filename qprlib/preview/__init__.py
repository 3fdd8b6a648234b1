"""A site that follows what is saved."""
