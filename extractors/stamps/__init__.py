"""Stamps in images of pages, and what they say (LAW 5.21)."""
