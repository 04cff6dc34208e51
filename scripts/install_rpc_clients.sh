#!/usr/bin/env bash
# Put cast, viem and ethers into .tools/clients/ (not part of the repository): the tests drive the
# chain's JSON-RPC with them. Needs npm; versions and hashes are in tests/seams/clients.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v npm >/dev/null; then
  echo "error: npm is missing; install it first: apt-get install npm" >&2
  exit 2
fi
mkdir -p .tools/clients
cp tests/seams/clients/package.json tests/seams/clients/package-lock.json .tools/clients/
npm ci --silent --no-audit --no-fund --ignore-scripts --prefix .tools/clients
.tools/clients/node_modules/@foundry-rs/cast-linux-*/bin/cast --version
