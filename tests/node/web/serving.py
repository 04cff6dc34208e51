"""A node within the test's process that browsers can ask: the test goes on setting its clock."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import uvicorn
from playwright.sync_api import expect

from node.api.builders import URL, key_of
from node.web.wallet import Wallet
from tallystick_node.auth.sessions import open_development_session
from tallystick_node.web.session import SESSION_COOKIE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from node.api.builders import Api
    from node.web.browser import Visit

__all__ = ["Served", "served"]

START_SECONDS = 20
BLOCKS_MAX = 40


class Served:
    """The site as a browser sees it; `arguments` lead the browser to it under its own name."""

    def __init__(self, site: Api, port: int) -> None:
        self.site = site
        self._with_wallet: list[Page] = []
        self.arguments = [
            f"--host-resolver-rules=MAP {urlsplit(URL).hostname} 127.0.0.1:{port}",
            f"--unsafely-treat-insecure-origin-as-secure={URL}",
        ]

    def enter(self, visit: Visit, name: str, language: str = "en") -> None:
        """Let a test signer be signed in, with a wallet and, for staff, a second factor."""
        foundation, network = self.site.node.foundation, self.site.network
        opened = open_development_session(
            foundation.database, foundation.clock, key_of(name).address
        )
        visit.context.add_cookies(
            [
                {"name": SESSION_COOKIE, "value": opened.token, "url": URL},
                {"name": "language", "value": language, "url": URL},
            ]
        )
        if visit.page not in self._with_wallet:
            self._with_wallet.append(visit.page)
            Wallet(key_of(name), network.connection, network.platform.chain_id).install(visit.page)

    def sign(self, page: Page) -> None:
        """Press the wallet's button, and wait until what it sent is on the chain and read."""
        page.locator("[data-rdns='test.wallet']").click()
        page.wait_for_url("**/sent/**")
        self.site.index()
        for _ in range(BLOCKS_MAX):
            if page.locator("main [role=status].good").count():
                return
            self.site.index()
            page.reload()
        expect(page.locator("main [role=status].good")).to_be_visible()


@contextmanager
def served(site: Api) -> Iterator[Served]:
    """Serve a test's node on a port of its own for as long as the block runs."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(site.client.app, log_level="error", lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + START_SECONDS
        while not server.started:
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.01)
        try:
            yield Served(site, listening.getsockname()[1])
        finally:
            server.should_exit = True
            thread.join(START_SECONDS)
