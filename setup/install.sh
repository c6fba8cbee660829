#!/usr/bin/env bash
# Installs what is missing: Debian packages (as root; else it says the command), a virtual
# environment from requirements.lock with checked hashes, and the command `openfonds` in it.
set -euo pipefail

venv=$1
root=$(cd "$(dirname "$0")/.." && pwd)
python=${PYTHON:-python3.11}

mapfile -t wanted < <(grep -v '^#' "$root/setup/packages.txt")
missing=()
for package in "${wanted[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' \
    || missing+=("$package")
done
if [ "${#missing[@]}" -gt 0 ]; then
  if [ "$(id -u)" -ne 0 ]; then
    printf 'openfonds needs Debian packages that are not installed. Run:\n\n  sudo apt-get install --no-install-recommends %s\n\nthen run the same command again.\n' "${missing[*]}" >&2
    exit 1
  fi
  printf 'Installing Debian packages: %s\n' "${missing[*]}"
  log=$(mktemp)
  if ! { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y \
         --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    printf 'apt-get could not install them; the whole log is %s\n' "$log" >&2
    exit 1
  fi
  rm -f "$log"
fi

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
