"""A hub on loopback that speaks the protocol of the Hugging Face hub, write and read.

    with loopback_hub(tmp_path) as hub:
        HfApi(endpoint=hub.endpoint, token=hub.token).create_repo("archive/town", ...)
        hub.faults.plan("commit", LostReply())
        hub.find(b"a text that was taken down")

Commits and references are in memory, the bytes of files in the folder.
"""

from tests.loopback_hub.faults import Call, Drop, Fault, Faults, LostReply, Slow, Status, Trickle
from tests.loopback_hub.hub import Hub, Seen, loopback_hub

__all__ = [
    "Call",
    "Drop",
    "Fault",
    "Faults",
    "Hub",
    "LostReply",
    "Seen",
    "Slow",
    "Status",
    "Trickle",
    "loopback_hub",
]
