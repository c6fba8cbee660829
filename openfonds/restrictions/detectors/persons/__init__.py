"""Persons named in Russian archival text: OCR, typescripts, old print."""

from openfonds.restrictions.detectors.persons.detector import Persons
from openfonds.restrictions.detectors.persons.pages import spans_over_pages

__all__ = ["Persons", "spans_over_pages"]
