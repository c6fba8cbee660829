"""Sign the packs of this repository with two fresh keys of the project, and forget the keys.

python setup/sign_policies.py [FOLDER]

For maintainers, before each commit of packs. So that a fresh clone works, its packs are signed by
"project.counsel" and "project.archivist". They are placeholders: the private keys exist only
while this runs, and stand for no person. An archive replaces both in policies/signers.toml by
people of its own (docs/how-to/change-a-policy.md).
"""

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAD = """\
# Whose signatures on policy packs count here. Only the head of the archive changes this file:
# whoever stands here decides, two by two, what the law says. A change decides on everything anew.
# The two below are placeholders of the project for a first start. Replace them:
# docs/how-to/change-a-policy.md
"""
PEOPLE = {"project.counsel": "counsel", "project.archivist": "archivist"}


def main(root: Path) -> None:
    """Sign every folder of `root`, or say what is wrong with its packs."""
    sys.path.insert(0, str(ROOT))
    from openfonds.app.policies.packs import find_folder, make_key, policy_names, sign
    from openfonds.errors import OpenfondsError
    from openfonds.restrictions.signatures import SIGNATURES_FILE
    from openfonds.restrictions.signers import SIGNERS_FILE

    today = datetime.now(UTC).date()
    with tempfile.TemporaryDirectory() as scratch:
        keys = {name: make_key(Path(scratch), name) for name in PEOPLE}
        entries = [
            f'\n[[signer]]\nname = "{name}"\nrole = "{role}"\npublic_key = "{keys[name][1]}"\n'
            "placeholder = true\n"
            for name, role in PEOPLE.items()
        ]
        (root / SIGNERS_FILE).write_text(HEAD + "".join(entries))
        for policy in policy_names(root):
            (root / policy / SIGNATURES_FILE).unlink(missing_ok=True)
            try:
                for name, role in PEOPLE.items():
                    sign(root, find_folder(root, policy), keys[name][0], name, role, today)
            except OpenfondsError as error:
                sys.exit(f"{policy}: {error}")
            print(f"{policy}: signed by {' and '.join(PEOPLE)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "policies")
