"""openfonds: from the holdings of archives and libraries to open, verifiable text datasets."""

__version__ = "0.1.0"
