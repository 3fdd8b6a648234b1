"""What is missing, looks like a slip or reads badly: findings, each with its place, and their acceptance."""
