#!/usr/bin/env bash
# Make .venv from requirements.lock with the Python given; safe to run again.
set -euo pipefail
cd "$(dirname "$0")/.."

python=${1:-}
if [ -z "$python" ]; then
  echo "error: Tallystick needs Python 3.11, 3.12 or 3.13; install one of them, or name it: make PYTHON=/path/to/python3.11" >&2
  exit 2
fi

if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
  # Debian keeps these two modules in a package of their own.
  package="python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" ca-certificates
  else
    echo "error: $python cannot make virtual environments; install it first: apt-get install $package" >&2
    exit 2
  fi
fi

[ -x .venv/bin/python ] || "$python" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
