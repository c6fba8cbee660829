"""The database of what is held, decided and published."""
