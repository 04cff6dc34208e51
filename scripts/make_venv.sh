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
pip=(.venv/bin/python -m pip --quiet --disable-pip-version-check)

# The lock is whole, so nothing is resolved again. uv takes less than half of pip's time; where it is
# not on the PATH it comes from the lock, by its hash.
uv=$(command -v uv || true)
if [ -z "$uv" ]; then
  awk '/^[^ #]/ { mine = /^uv==/ } mine' requirements.lock >.venv/uv.lock
  "${pip[@]}" install --require-hashes -r .venv/uv.lock && uv=.venv/bin/uv
fi

# It is to ask the index, and to trust the certificates, that pip is set up with.
index=$("${pip[@]}" config list 2>/dev/null | sed -n "s/^[^=]*[.]index.url='\(.*\)'$/\1/p" | tail -n 1)
index=${PIP_INDEX_URL:-$index}
[ -z "$index" ] || export UV_DEFAULT_INDEX="$index"
[ -z "${PIP_CERT:-}" ] || export SSL_CERT_FILE="${SSL_CERT_FILE:-$PIP_CERT}"

by_uv() {
  [ -n "$uv" ] || return 1
  "$uv" pip install --quiet --python .venv/bin/python --no-deps --require-hashes -r requirements.lock &&
    "$uv" pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable .
}

if ! by_uv; then
  echo "uv could not install the lock; pip does it" >&2
  "${pip[@]}" install --no-deps --require-hashes -r requirements.lock
  "${pip[@]}" install --no-deps --no-build-isolation -e .
fi
