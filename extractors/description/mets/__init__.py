"""METS, in the profiles that libraries hand over, with ALTO or PAGE; batches of NDNP."""
