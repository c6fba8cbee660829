"""Records of catalogues in MODS and Dublin Core: what they say, and which files are theirs."""
