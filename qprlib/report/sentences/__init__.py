"""Sentences made from the scorecard, each in one place."""
