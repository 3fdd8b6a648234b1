"""Rating, direction of travel and the scorecard: pure functions on frames."""
