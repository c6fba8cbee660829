"""What strangers can get: cleared, written, published, read back, taken down."""
