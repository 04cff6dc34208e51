"""Published files over HTTP: as they are, kept for ever, and nothing beside them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace

import pytest
import requests
from fastapi import FastAPI

from tallystick_node.api.problems import install
from tallystick_node.api.routes import publication
from tallystick_node.evm.rpc.limits import RpcLimits
from tallystick_node.evm.server import http_server, listen

VERSION = "monthly-2026-10.v1.json"
TEXT = "ab" * 32 + ".html"
Get = Callable[..., requests.Response]


@pytest.fixture
def get(tmp_path: Path) -> Iterator[Get]:
    for name, data in (
        (f"reports/{VERSION}", b"{}"), ("reports/monthly-2026-10.v1.sig.json", b"{}"),
        ("reports/index.json", b"[]"), ("reports/index.html", b"<p>"),
        ("reports/waiting/monthly-2026-11.v1.json", b"{}"), (f"agreements/{TEXT}", b"<p>"),
        ("keys/dev-keys.json", b"secret"), ("reports/notes.txt", b"secret"),
    ):  # fmt: skip
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    app = FastAPI()
    app.state.services = SimpleNamespace(data_dir=tmp_path)
    install(app)
    app.include_router(publication.router)
    bound = listen("127.0.0.1", 0)
    server = http_server(app, RpcLimits(), 1)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve([bound])))
    thread.start()
    url = f"http://127.0.0.1:{bound.getsockname()[1]}"

    def ask(path: str, headers: Mapping[str, str] | None = None) -> requests.Response:
        return requests.get(url + path, headers=headers, timeout=30, allow_redirects=False)

    yield ask
    server.should_exit = True
    thread.join()
    bound.close()


@pytest.mark.parametrize(
    "path", [f"/reports/{VERSION}", "/reports/monthly-2026-10.v1.sig.json", f"/agreements/{TEXT}"]
)
def test_a_version_is_kept_for_ever(get: Get, path: str) -> None:
    response = get(path)
    assert response.status_code == 200
    assert "immutable" in response.headers["cache-control"]
    again = get(path, headers={"if-none-match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert get(path, headers={"if-none-match": '"other"'}).status_code == 200


def test_the_index_is_asked_for_each_time(get: Get) -> None:
    response = get("/reports/index.html")
    assert response.headers["cache-control"] == "no-cache"
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "sandbox" in response.headers["content-security-policy"]
    assert get("/reports/index.json").json() == []


@pytest.mark.parametrize(
    "path",
    [
        "/reports/waiting/monthly-2026-11.v1.json", "/reports/monthly-2026-11.v1.json",
        "/reports/..%2Fkeys%2Fdev-keys.json", "/reports/notes.txt", "/reports/%2e%2e",
        f"/agreements/{'AB' * 32}.html", f"/agreements/{'cd' * 32}.html",
        "/agreements/..%2Fkeys%2Fdev-keys.json",
    ],
)  # fmt: skip
@pytest.mark.long
def test_nothing_else_is_served(get: Get, path: str) -> None:
    response = get(path)
    assert response.status_code == 404
    assert b"secret" not in response.content
