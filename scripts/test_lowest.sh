#!/usr/bin/env bash
# Test the client against the oldest release of each direct dependency that pyproject.toml admits, in an
# environment of its own: a bound that is too low fails here, not at a user's.
set -euo pipefail
cd "$(dirname "$0")/.."

python=${1:-python3.11}
uv=$(command -v uv || echo .venv/bin/uv)
[ -x .venv-lowest/bin/python ] || "$python" -m venv .venv-lowest
"$uv" pip install --quiet --python .venv-lowest/bin/python --resolution lowest-direct --editable '.[dev]'
.venv-lowest/bin/pytest -n 2 -q -m "not e2e and not slow and not long" tests/client tests/node/storage tests/node/infrastructure
