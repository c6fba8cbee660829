"""What a file is, how many pages it has, and what it says of itself."""
