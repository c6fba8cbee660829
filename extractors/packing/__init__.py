"""The files of a holding by name: a folder, a zip or a tar, read only."""
