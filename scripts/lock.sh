#!/usr/bin/env bash
# Resolve every extra into requirements.lock, with hashes, for Python 3.11 to 3.13. The lock names no
# registry: each machine uses the one that its pip is set up with. Extras stay in it: pip takes a newer
# release for `name[extra]` than for `name`, and then misses its hash.
set -euo pipefail
cd "$(dirname "$0")/.."

.venv/bin/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 \
  --generate-hashes --no-header --no-annotate --no-strip-extras \
  --quiet --output-file requirements.lock "$@"
