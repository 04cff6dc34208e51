"""Files that pages load: from here alone, with the hash that the browser checks."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tallystick_node.web.assets import asset, asset_names

if TYPE_CHECKING:
    from node.api.builders import Api

ROOT = Path(__file__).resolve().parents[3]
ASSETS = ROOT / "node" / "tallystick_node" / "web" / "assets"
TEMPLATES = ASSETS.parent / "templates"
PACKAGES = ROOT / ".tools" / "browser" / "node_modules"


@pytest.mark.parametrize("name", sorted(asset_names()))
def test_a_file_has_the_hash_that_pages_name(site: Api, name: str) -> None:
    response = site.client.get(asset(name).path)
    assert response.status_code == 200
    digest = base64.b64encode(hashlib.sha384(response.content).digest()).decode()
    assert asset(name).integrity == f"sha384-{digest}"
    assert "immutable" in response.headers["cache-control"]


@pytest.mark.parametrize(
    "path", ["/assets/0000000000000000/pages.css", "/assets/x/versions.json", "/assets/x/..%2fx"]
)
def test_no_other_file_is_served(site: Api, path: str) -> None:
    assert site.client.get(path).status_code == 404


def test_an_unknown_file_is_refused() -> None:
    with pytest.raises(KeyError):
        asset("page.py")


def test_what_is_not_ours_is_what_its_maker_has_published() -> None:
    kept = json.loads((ASSETS / "versions.json").read_text("utf-8"))
    ours = {"pages.css", "dev-wallet.js", "passkeys.js"}
    assert asset_names() - ours == set(kept)
    if not all((PACKAGES / source["package"]).is_dir() for source in kept.values()):
        pytest.skip("scripts/install_browser.sh puts the packages here")
    for name, source in kept.items():
        package = PACKAGES / source["package"]
        assert json.loads((package / "package.json").read_text())["version"] == source["version"]
        if "bundled" in source:  # with sources of ours, each time anew
            script = [sys.executable, ROOT / source["bundled"], "--check"]
            compared = subprocess.run(script, capture_output=True, text=True, check=False)
            assert compared.returncode == 0, compared.stdout + compared.stderr
        else:
            assert (ASSETS / name).read_bytes() == (package / source["path"]).read_bytes()


def test_the_verifier_is_one_file_of_its_sources() -> None:
    """Its hash function is a kept library's, and its licence goes with it."""
    text = asset("verify.js").data.decode()
    assert "import " not in text.replace("import.meta", "")
    assert "Paul Miller" in text.partition("*/")[0]
    assert "innerHTML" not in text
    assert "</script" not in text


def test_a_file_comes_packed_to_who_takes_it(site: Api) -> None:
    path = asset("tabler.min.css").path
    packed = site.client.get(path, headers={"accept-encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["vary"] == "accept-encoding"
    plain = site.client.get(path, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content == asset("tabler.min.css").data
    assert len(asset("tabler.min.css").packed) < 100_000


@pytest.mark.parametrize("template", sorted(path.name for path in TEMPLATES.glob("*.html")))
def test_a_template_with_htmx_loads_it(template: str) -> None:
    text = (TEMPLATES / template).read_text("utf-8")
    if template in {"base.html", "list_words.html"}:
        return
    uses = any(word in text for word in ("hx-", "list_bar("))
    assert uses == ("{% set live = " in text)
    assert text.count("hx-get") + text.count("hx-boost") == text.count("hx-nonce")


@pytest.mark.parametrize(
    "names",
    [("htmx.min.js", "hx-csp.min.js"), ("htmx.min.js", "hx-csp.min.js", "plot.js", "uPlot.min.css"),
     ("wallet.js", "dev-wallet.js", "passkeys.js")],
)  # fmt: skip
def test_no_first_visit_is_heavier_than_200_kb(names: tuple[str, ...]) -> None:
    always = ("tabler.min.css", "pages.css")
    assert sum(len(asset(name).packed) for name in (*always, *names)) < 200_000


def test_a_bundle_carries_the_licences_of_what_is_in_it() -> None:
    for name, holders in (("wallet.js", ("viem", "@noble/curves")), ("plot.js", ("uplot",))):
        head = asset(name).data.decode()
        assert all(f"/*! Of {holder}:" in head for holder in holders), name
