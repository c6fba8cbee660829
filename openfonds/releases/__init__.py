"""From open decisions to a published, versioned dataset."""
