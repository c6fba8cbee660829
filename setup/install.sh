#!/usr/bin/env bash
# Installs what is missing: Debian packages, a virtual environment from requirements.lock with
# checked hashes, and the command `openfonds` in it.
set -euo pipefail

venv=$1
root=$(cd "$(dirname "$0")/.." && pwd)
python=${PYTHON:-python3.11}

"$root/setup/debian.sh" "$root/setup/packages.txt"

command -v "$python" >/dev/null || python=python3
if ! "$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))'; then
  printf 'openfonds needs Python 3.11: apt-get install python3.11 python3.11-venv\n' >&2
  exit 1
fi
if [ ! -x "$venv/bin/python" ] && ! "$python" -m venv "$venv"; then
  printf 'Python cannot make a virtual environment: apt-get install python3.11-venv\n' >&2
  exit 1
fi

# uv installs in seconds what pip installs in minutes; it is itself part of the lock.
printf 'Installing Python packages\n'
uv_lock=$(mktemp)
awk '/^[^ #]/ {keep = /^uv==/} keep' "$root/requirements.lock" >"$uv_lock"
"$venv/bin/python" -m pip install -q --no-deps --require-hashes -r "$uv_lock"
rm -f "$uv_lock"
"$venv/bin/uv" pip sync -q --require-hashes --python "$venv/bin/python" "$root/requirements.lock"

# The folders extractors, validators and catalog have names that a foreign package could own:
# the repository comes first on the path, which no installed form of the project would ensure.
cat >"$venv/bin/openfonds" <<LAUNCHER
#!$(cd "$venv/bin" && pwd)/python
import sys

sys.path.insert(0, "$root")

from openfonds.app.cli import main

main()
LAUNCHER
chmod +x "$venv/bin/openfonds"
