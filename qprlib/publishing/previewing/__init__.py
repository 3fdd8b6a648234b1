"""A site that follows its sources: what changed, which pages it touches, running them, and serving what came of it."""
