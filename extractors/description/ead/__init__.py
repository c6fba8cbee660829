"""Finding aids in EAD 2002 and EAD3."""
