"""Drawings in one style, small, and with room for their words."""
