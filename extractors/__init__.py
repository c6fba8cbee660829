"""Source packages and text extraction: Holding -> Item -> Page -> PageText."""
