"""The verifier's script outside of a browser: its parts called with values, in Node.js."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

__all__ = ["BUNDLE", "called", "needs_node"]

BUNDLE = Path(__file__).resolve().parents[3] / "node/tallystick_node/web/assets/verify.js"
NODE = shutil.which("node")
SECONDS_MAX = 120
needs_node = pytest.mark.skipif(NODE is None, reason="node (Node.js) is not here")
_PROGRAM = """
const verifier = await import(process.argv[1]);
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const data = JSON.parse(Buffer.concat(chunks).toString());
const plain = (key, value) => typeof value === "bigint" ? String(value) : value;
const hex = (text) => Uint8Array.from(Buffer.from(text.slice(2), "hex"));
const answer = (work) => {
  try { return { result: work() }; } catch (error) { return { code: error.code ?? String(error) }; }
};
console.log(JSON.stringify(await (async () => { BODY })(), plain));
"""


def called(body: str, data: Any) -> Any:
    """Return what a JavaScript body returns; it has `verifier`, `data`, `hex` and `answer`."""
    assert NODE is not None
    result = subprocess.run(
        [NODE, "--input-type=module", "-e", _PROGRAM.replace("BODY", body), BUNDLE.as_uri()],
        input=json.dumps(data), capture_output=True, text=True, timeout=SECONDS_MAX, check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr[-2_000:]
    return json.loads(result.stdout)
