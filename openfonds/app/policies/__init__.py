"""The law as data, for lawyers: packs checked, signed, compared, enabled; what opens when."""
