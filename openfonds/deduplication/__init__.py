"""Copies among texts: sketches, candidates, verification, clusters. Nothing is deleted."""
