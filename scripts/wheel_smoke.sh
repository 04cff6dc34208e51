#!/usr/bin/env bash
# Build the wheel and use it the way a stranger would: the plain install, in an empty environment,
# away from the sources, against a chain that another process serves.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD

folder=$(mktemp -d)
served=
leave() {
  if [ -n "$served" ]; then
    kill "$served" 2>/dev/null || true
    wait "$served" 2>/dev/null || true
  fi
  rm -rf "$folder"
}
trap leave EXIT

.venv/bin/python -m build --wheel --no-isolation --outdir "$folder" . >/dev/null
.venv/bin/python scripts/smoke_chain.py "$folder" &
served=$!

.venv/bin/python -m venv "$folder/venv"
# The same versions as everywhere else, but only those that the plain install asks for.
sed -e '/^ *--hash=/d' -e 's/ *\\$//' -e 's/\[[^]]*\]//' requirements.lock >"$folder/versions"
"$folder/venv/bin/python" -m pip install -qq --disable-pip-version-check \
  --constraint "$folder/versions" "$folder"/tallystick-*.whl
cd "$folder"

terms=(--principal 1000000 --rate-ppm 120000 --n 3 --months 1 --method annuity)
venv/bin/tallystick schedule "${terms[@]}" --start 2026-01-31
venv/bin/tallystick schedule "${terms[@]}" --json |
  venv/bin/python -c 'import json, sys; assert json.load(sys.stdin)["payments"] == ["340022", "340022", "340023"]'

missing() { # COMMAND EXTRA: without its extra the command says what to install, and ends with 2
  code=0
  venv/bin/tallystick "$1" 2>said || code=$?
  if [ "$code" != 2 ] || ! grep -q "pip install 'tallystick\[$2\]'" said; then
    echo "error: tallystick $1 without its extra ended with $code and said: $(cat said)" >&2
    exit 1
  fi
}
missing compile dev
missing demo node

for _ in $(seq 120); do
  [ -f url ] && break
  kill -0 "$served" # gone: it has said why
  sleep 1
done
read -r url loan <url
TALLYSTICK_PASSWORD=smoke venv/bin/python "$root/examples/lend.py" "$url" platform.json key.json "$loan" | tee shown
grep -q "^lent 1000000 in 0x" shown
venv/bin/tallystick audit --rpc "$url" --deployment platform.json | tail -n 1 | tee shown
grep -q "^pass: " shown
code=0
venv/bin/tallystick audit --rpc http://127.0.0.1:9 --deployment platform.json 2>said || code=$?
[ "$code" = 2 ] || { echo "error: an audit without a node ended with $code" >&2; exit 1; }
echo "wheel: the plain install lends and audits"
