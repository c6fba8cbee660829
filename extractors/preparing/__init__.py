"""What is done to the image of a page before recognition, only where it helps."""
