"""Files that pages load: from this host alone, each with its hash in the page and in its address.

What comes from elsewhere (styles, scripts) is kept beside our own, as `assets/versions.json` says.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib import resources

__all__ = ["Asset", "asset", "asset_names"]

_FOLDER = resources.files("tallystick_node.web").joinpath("assets")
_KINDS = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}
_ADDRESS_CHARACTERS = 16


@dataclass(frozen=True, slots=True)
class Asset:
    """A file with what a page says of it: `integrity` is checked by the browser.

    packed: the same by gzip, a seventh of a style sheet's length.
    """

    name: str
    data: bytes
    packed: bytes
    kind: str
    integrity: str
    path: str


@cache
def asset_names() -> frozenset[str]:
    """Return the names of all files that are served.

    Returns:
        Style sheets and scripts.
    """
    return frozenset(
        file.name for file in _FOLDER.iterdir() if file.name.rpartition(".")[2] in _KINDS
    )


@cache
def asset(name: str) -> Asset:
    """Return a file.

    Args:
        name: One of `asset_names`.

    Returns:
        The file; its path changes with its bytes, so that it may be kept for ever.

    Raises:
        KeyError: When there is no such file.
    """
    if name not in asset_names():
        raise KeyError(name)
    data = _FOLDER.joinpath(name).read_bytes()
    digest = hashlib.sha384(data).digest()
    return Asset(
        name=name,
        data=data,
        packed=gzip.compress(data, mtime=0),
        kind=_KINDS[name.rpartition(".")[2]],
        integrity="sha384-" + base64.b64encode(digest).decode(),
        path=f"/assets/{digest.hex()[:_ADDRESS_CHARACTERS]}/{name}",
    )
