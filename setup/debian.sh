#!/usr/bin/env bash
# Installs the Debian packages of a list that are missing, as root; else it says the command.
set -euo pipefail

mapfile -t wanted < <(grep -v '^#' "$1")
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
