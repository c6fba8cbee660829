"""What an SPDX licence identifier stands for: its address, and what a CC licence allows.

Addresses are those of the SPDX licence list and of creativecommons.org. A name that is not known
here has no address: a wrong one would be worse than none.
"""

import re
from dataclasses import dataclass

from openfonds.releases.card_metadata import HUB_LICENCES, LICENCE_UNKNOWN

# Terms of ODRL 2.2 and, where ODRL has none, of its Common Vocabulary's cc: part (CC REL).
REPRODUCE, DISTRIBUTE, DERIVE = "odrl:reproduce", "odrl:distribute", "odrl:derive"
ATTRIBUTION, SHARE_ALIKE, COMMERCIAL = "cc:Attribution", "cc:ShareAlike", "cc:CommercialUse"

_CC = re.compile(r"CC-(BY(?:-NC)?(?:-ND|-SA)?)-([0-9.]+)")


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence by its SPDX identifier. The three lists are empty where they are not known here."""

    name: str
    url: str  # empty where the name is not known
    permissions: tuple[str, ...] = ()
    prohibitions: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()


def licence_of(spdx: str) -> Licence | None:
    """The licence of a dataset; None where the archive has not named one."""
    if not spdx or spdx == LICENCE_UNKNOWN:
        return None
    if spdx not in HUB_LICENCES:
        return Licence(spdx, "")
    if spdx == "CC0-1.0":
        url = "https://creativecommons.org/publicdomain/zero/1.0/"
        return Licence(spdx, url, (REPRODUCE, DISTRIBUTE, DERIVE))
    match = _CC.fullmatch(spdx)
    if match is None:
        return Licence(spdx, f"https://spdx.org/licenses/{spdx}.html")
    parts = match[1].split("-")
    return Licence(
        spdx,
        f"https://creativecommons.org/licenses/{match[1].lower()}/{match[2]}/",
        permissions=(REPRODUCE, DISTRIBUTE, *(() if "ND" in parts else (DERIVE,))),
        prohibitions=(COMMERCIAL,) if "NC" in parts else (),
        duties=(ATTRIBUTION, *((SHARE_ALIKE,) if "SA" in parts else ())),
    )
