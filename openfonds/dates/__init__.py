"""Dates as archives write them, and the days between which they must lie."""
