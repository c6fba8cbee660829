"""Born-digital documents: what they say, page by page, and what they keep from sight."""
