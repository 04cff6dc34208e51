"""The scripts of pages that stand on kept libraries: our sources and what they import, a file each.

scripts/page_scripts.py            write node/tallystick_node/web/assets/{verify,wallet,plot,pdf}.js
scripts/page_scripts.py --check    exit 1 when one of those files is not what the sources come to

It takes esbuild and the packages of scripts/install_browser.sh.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WEB = ROOT / "node" / "tallystick_node" / "web"
PACKAGES = ROOT / ".tools" / "browser" / "node_modules"
OPTIONS = (
    "--bundle",
    "--format=esm",
    "--target=es2022",
    "--charset=utf8",
    "--legal-comments=none",
)
# Each names a source by where it lies on this disk.
_PATHS = re.compile(r"^// \S+\.js\n", re.MULTILINE)
_PACKAGE = re.compile(r".*node_modules/((?:@[^/]+/)?[^/]+)/")


@dataclass(frozen=True)
class PageScript:
    """A script and where its sources begin.

    small: whether names are shortened. What proves something stays as its readers would write it.
    """

    name: str
    source: str
    small: bool

    @property
    def bundle(self) -> Path:
        """The file that pages load."""
        return WEB / "assets" / self.name

    def bundled(self) -> bytes:
        """Return the script; the same on every machine."""
        with tempfile.TemporaryDirectory() as folder:
            inside = Path(folder) / "inside.json"
            result = Path(folder) / self.name
            subprocess.run(
                [
                    PACKAGES / ".bin" / "esbuild", WEB / self.source, *OPTIONS,
                    *(["--minify"] if self.small else []),
                    f"--metafile={inside}", f"--outfile={result}", "--log-level=warning",
                ],
                env={**os.environ, "NODE_PATH": str(PACKAGES)},
                check=True,
                capture_output=True,
            )  # fmt: skip
            (output,) = json.loads(inside.read_text("utf-8"))["outputs"].values()
            code = _PATHS.sub("", result.read_text("utf-8"))
        return (_licences(output["inputs"]) + code).encode()


SCRIPTS = (
    PageScript("verify.js", "verifier/verify.js", small=False),
    PageScript("wallet.js", "wallet/wallet.js", small=True),
    PageScript("plot.js", "plot/plot.js", small=True),
    PageScript("pdf.js", "verifier/pdf.js", small=True),
)


def _licences(inputs: dict[str, dict[str, int]]) -> str:
    """The licence of each package of which something is left in the script."""
    folders = {
        match[1]: Path(match[0])
        for path, part in sorted(inputs.items())
        if part["bytesInOutput"] and (match := _PACKAGE.match(path))
    }
    texts = {
        name: next((ROOT / folder).glob("LICENSE*")).read_text("utf-8").strip()
        for name, folder in sorted(folders.items())
    }
    return "".join(f"/*! Of {name}:\n{text}\n*/\n" for name, text in texts.items())


def main(arguments: list[str]) -> int:
    """Write or compare the scripts."""
    stale = 0
    for script in SCRIPTS:
        data = script.bundled()
        if arguments != ["--check"]:
            script.bundle.write_bytes(data)
        elif script.bundle.read_bytes() != data:
            print(f"{script.bundle.relative_to(ROOT)} is stale: scripts/page_scripts.py")
            stale = 1
    return stale


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
