"""Batches of the National Digital Newspaper Program: lists of issues, which are METS files.

https://www.loc.gov/ndnp/guidelines/: a batch file and its copy `_1`, which was validated, list
the same issues.
"""

import contextlib
import posixpath
from dataclasses import dataclass

from extractors.description.xml_roots import XmlRoot
from extractors.description.xml_tree import attribute, descendants, parsed, text_of
from extractors.packing.member_names import tidy
from extractors.packing.package import Package
from openfonds.errors import ItemError
from openfonds.settings import Limits

NAMESPACE = "http://www.loc.gov/ndnp"


@dataclass(frozen=True, slots=True)
class ListedIssue:
    """An issue that a batch lists."""

    path: str  # of its METS file, in the holding
    reference: str
    batch: str  # the file that lists it


def is_batch(root: XmlRoot) -> bool:
    """Whether a file is a batch."""
    return root.name == "batch" and root.namespace in (NAMESPACE, "")


def read_batch(package: Package, name: str, limits: Limits) -> list[ListedIssue]:
    """The issues of a batch; one that is in the holding under the name of its METS file there.

    Raises:
        ItemError: source.too_large, xml.broken, xml.entities, or as `Package.open`.
    """
    size = package.size(name)
    if size > limits.max_text_bytes:
        raise ItemError("source.too_large", f"{name!r}: {size} bytes are too many: divide it")
    with package.open(name) as stream:
        root = parsed(stream)
    folder = posixpath.dirname(name)
    issues = []
    for issue in descendants(root, "issue"):
        path = posixpath.normpath(posixpath.join(folder, tidy(text_of(issue))))
        with contextlib.suppress(ItemError):  # not in the holding: the caller says so
            path = package.find(path)
        said = (attribute(issue, "lccn"), attribute(issue, "issueDate"))
        edition = attribute(issue, "editionOrder").lstrip("0")
        known = [*filter(None, said), *([f"ed-{edition}"] if edition else [])]
        issues.append(ListedIssue(path, "/".join(known) or path, name))
    return issues
