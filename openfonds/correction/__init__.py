"""Correction of recognition errors: a noisy channel that rather leaves a word as it was read."""
