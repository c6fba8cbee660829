"""Reversible cleaning of recognised text: every edit is recorded and can be undone."""
