#!/usr/bin/env bash
# Put what the tests of pages need in place: Chromium and Firefox ESR (of Debian) with a font for
# Chinese, and axe-core in .tools/browser (not part of the repository); what scripts/page_scripts.py
# bundles with is there too. Needs npm; the browsers need root. Without Firefox its tests are skipped.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v npm >/dev/null; then
  echo "error: npm is missing; install it first: apt-get install npm" >&2
  exit 2
fi
if ! command -v chromium >/dev/null; then
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "error: chromium is missing; install it first: apt-get install chromium fonts-noto-cjk" >&2
    exit 2
  fi
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null
fi
if ! command -v firefox-esr >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends firefox-esr >/dev/null ||
    echo "no Firefox here; the tests that need it are skipped" >&2
fi
mkdir -p .tools/browser
cp tests/node/web/browser_tools/package.json tests/node/web/browser_tools/package-lock.json .tools/browser/
npm ci --silent --no-audit --no-fund --ignore-scripts --prefix .tools/browser
chromium --version
