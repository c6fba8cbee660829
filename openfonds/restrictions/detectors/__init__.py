"""Detectors: each finds one kind of evidence in a text. They may only assert a restriction."""
