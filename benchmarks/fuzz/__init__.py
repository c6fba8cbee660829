"""Malformed input for every reader: nothing hangs, crashes the run, or leaves the holding."""
