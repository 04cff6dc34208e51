#!/usr/bin/env bash
# Put anvil, a test network, into .tools/ (not part of the repository); needs npm.
set -euo pipefail
cd "$(dirname "$0")/.."

version=1.7.1
case "$(uname -m)" in
  x86_64) platform=linux-amd64 ;;
  aarch64 | arm64) platform=linux-arm64 ;;
  *) echo "error: there is no anvil for $(uname -m)" >&2; exit 2 ;;
esac
if ! command -v npm >/dev/null; then
  echo "error: npm is missing; install it first: apt-get install npm" >&2
  exit 2
fi
# The platform's own package: the binary of the general one ends with 0 whatever happens.
npm install --silent --no-audit --no-fund --no-save --prefix .tools "@foundry-rs/anvil-$platform@$version"
.tools/node_modules/@foundry-rs/anvil-"$platform"/bin/anvil --version
