"""Which language, script and spelling a text is in, and what the archive called its language."""
