"""Page -> PageText: recognition, or the text that is already there."""
