"""Passkeys in a real browser, whose authenticator is Chromium's own virtual one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from eth_account import Account
from playwright.sync_api import expect

from node.entrypoints.process import NodeProcess
from node.web.browser import accessibility, launched, needs_browser, visited
from node.web.wallet import Wallet
from tallystick.platform._sync.platform import Platform

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import CDPSession, Page

pytestmark = [pytest.mark.long, needs_browser]

AUTHENTICATOR = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True,
}  # fmt: skip
# Browsers bind passkeys to names.
NAMED = ("--dev", "--no-rate-limit", "--host", "localhost")


def authenticator(page: Page) -> tuple[CDPSession, str]:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    added = session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return session, added["authenticatorId"]


def test_a_passkey_is_made_given_and_signed_in_with(tmp_path: Path) -> None:
    folder = tmp_path / "node"
    with NodeProcess(folder, NAMED) as node, launched() as browser:
        node.ready()
        with (
            Platform.connect(node.url + "/rpc", folder / "deployment.json") as platform,
            visited(browser, bypass_csp=True) as visit,
        ):
            page, url = visit.page, node.url
            Wallet(Account.create(), platform.connection, platform.chain_id).install(page)
            session, device = authenticator(page)
            page.goto(f"{url}/sign-in?next=/account/security&lang=en")
            page.get_by_role("button", name="Use Test wallet").click()
            page.wait_for_url(f"{url}/account/security")
            expect(page.locator("h1")).to_have_text("How you sign in")

            page.fill("[data-passkey='/session/passkeys'] input", "My telephone")
            page.get_by_role("button", name="Make a passkey").click()
            expect(page.get_by_role("row", name="My telephone")).to_be_visible()
            assert accessibility(visit) == []

            session.send(
                "WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False}
            )
            page.get_by_role("button", name="Give a passkey").click()
            expect(page.get_by_text("Nothing was changed: your device")).to_be_visible()
            expect(page.get_by_text("Not given in this session.")).to_be_visible()
            session.send(
                "WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": True}
            )
            page.get_by_role("button", name="Give a passkey").click()
            expect(page.get_by_text("Given in this session")).to_be_visible()

            page.get_by_role("button", name="Sign out").click()
            page.goto(f"{url}/sign-in?next=/account/security")
            assert accessibility(visit) == []
            page.get_by_role("button", name="Sign in with a passkey").click()
            page.wait_for_url(f"{url}/account/security")
            expect(page.get_by_role("row", name="this one")).to_contain_text("with a passkey")
            assert visit.complaints == []
