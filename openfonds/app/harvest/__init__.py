"""Fetch a holding from a server: IIIF and OAI-PMH, into a bag that can be taken in."""
