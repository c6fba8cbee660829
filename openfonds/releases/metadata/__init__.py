"""Descriptions of a release for other people's catalogues, one format a module."""
