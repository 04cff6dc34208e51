"""`/docs` works without another host, and under a strict policy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from node.api.builders import Api


def test_the_page_and_its_files_come_from_this_node(api: Api) -> None:
    page = api.client.get("/docs")
    assert page.status_code == 200
    assert "<h1>" in page.text
    links = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(links) == 4
    for link in links:
        assert link.startswith("/")
        assert api.client.get(link).status_code == 200
    assert "<script>" not in page.text
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "http" not in policy


def test_the_script_shows_descriptions_of_this_version(api: Api) -> None:
    """OpenAPI 3.1 is read by Swagger UI from its version 5 on."""
    assert api.client.get("/openapi.json").json()["openapi"].startswith("3.1")
    script = api.client.get("/docs/swagger-ui-bundle.js").text
    assert "SwaggerUIBundle" in script
    assert "openapi31" in script.lower() or "oas31" in script.lower()


@pytest.mark.parametrize("name", ["index.html", "..%2fconsts.py", "favicon.png", "redoc"])
def test_there_is_nothing_else(api: Api, name: str) -> None:
    assert api.client.get(f"/docs/{name}").status_code == 404


def test_an_agreement_is_found_as_the_chain_states_it(api: Api) -> None:
    folder = api.node.foundation.settings.data_dir / "agreements"
    folder.mkdir(exist_ok=True)
    digest = "ab" * 32
    (folder / f"{digest}.html").write_text("an agreement", "utf-8")
    for name in (digest, f"0x{digest}", f"{digest}.html", f"0x{digest}.html"):
        answer = api.client.get(f"/agreements/{name}")
        assert (answer.status_code, answer.text) == (200, "an agreement"), name
    for name in (f"0x{'cd' * 32}", f"{digest}.json", f"{digest}.txt", "0x"):
        assert api.client.get(f"/agreements/{name}").status_code == 404
