"""IIIF Presentation 2 and 3: manifests as descriptions."""
