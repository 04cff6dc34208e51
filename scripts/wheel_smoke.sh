#!/usr/bin/env bash
# Build the wheel and use it the way a stranger would: the plain install, in an empty environment,
# away from the sources.
set -euo pipefail
cd "$(dirname "$0")/.."

room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
.venv/bin/python -m build --wheel --no-isolation --outdir "$room" . >/dev/null
.venv/bin/python -m venv "$room/venv"
# The same versions as everywhere else, but only those that the plain install asks for.
sed -e '/^ *--hash=/d' -e 's/ *\\$//' requirements.lock >"$room/versions"
"$room/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
  --constraint "$room/versions" "$room"/tallystick-*.whl
cd "$room"
terms=(--principal 1000000 --rate-ppm 120000 --n 3 --months 1 --method annuity)
venv/bin/tallystick schedule "${terms[@]}" --start 2026-01-31
venv/bin/tallystick schedule "${terms[@]}" --json |
  venv/bin/python -c 'import json, sys; assert json.load(sys.stdin)["payments"] == ["340022", "340022", "340023"]'
if venv/bin/tallystick compile 2>"$room/said"; then
  echo "error: compile ran without its extra" >&2
  exit 1
fi
grep -q "pip install 'tallystick\[dev\]'" "$room/said"
echo "wheel: the plain install answers"
