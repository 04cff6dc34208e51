"""From a telephone number to an underwriter's verdict in a real browser, on a new platform."""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from eth_account import Account
from playwright.sync_api import FilePayload, expect

from node.entrypoints.process import NodeProcess
from node.kyc.builders import PDF, answers, id_number, picture
from node.web.browser import accessibility, launched, needs_browser, visited
from node.web.wallet import Wallet
from tallystick.platform._sync.platform import Platform
from tallystick_node.entrypoints.development import token_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from node.web.browser import Visit

pytestmark = [pytest.mark.long, needs_browser]

PHONE = "13912345678"
LANGUAGES, THEMES = ("en", "zh-CN"), ("light", "dark")
WAIT_SECONDS = 60
STATED = {
    "name": "欧阳明", "id_number": id_number(), "card": "6228480402564890018", "income": "60000",
}  # fmt: skip


@dataclass
class Premises:
    """A new node, its platform, and where it keeps its data."""

    folder: Path
    url: str
    platform: Platform


@pytest.fixture(scope="module")
def premises(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Premises]:
    folder = tmp_path_factory.mktemp("forms") / "node"
    with NodeProcess(folder) as node:
        node.ready()
        with Platform.connect(node.url + "/rpc", folder / "deployment.json") as platform:
            yield Premises(folder, node.url, platform)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as result:
        yield result


def code_of(folder: Path) -> str:
    """The newest code that the sandbox has sent."""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        file = folder / "sandbox-notices.jsonl"
        lines = file.read_text("utf-8").splitlines() if file.exists() else []
        codes = [json.loads(line)["content"].get("code") for line in lines]
        if any(codes):
            return str([code for code in codes if code][-1])
        time.sleep(0.2)
    raise AssertionError("no code came")


def readable(visit: Visit, url: str, paths: list[str]) -> None:
    """Each page in both languages and looks without a defect, and no wider than a telephone."""
    defects = {}
    for path in paths:
        for language in LANGUAGES:
            for theme in THEMES:
                address = f"{url}{path}?lang={language}&theme={theme}"
                visit.page.goto(address)
                defects[address] = accessibility(visit)
        visit.page.set_viewport_size({"width": 320, "height": 900})
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= 320, path
        visit.page.set_viewport_size({"width": 1280, "height": 900})
    visit.page.goto(f"{url}/account?lang=en&theme=light")
    assert {path: lines for path, lines in defects.items() if lines} == {}


def register(visit: Visit, premises: Premises) -> None:
    page = visit.page
    page.goto(f"{premises.url}/sign-in?next=/account&lang=en")
    page.get_by_role("button", name="Use Test wallet").click()
    page.wait_for_url(f"{premises.url}/account")
    readable(visit, premises.url, ["/account"])
    page.fill("form[action='/account/code'] input", PHONE)
    page.get_by_role("button", name="Send the code").click()
    page.fill("form[action='/account/register'] [name=phone]", PHONE)
    page.fill("form[action='/account/register'] [name=code]", code_of(premises.folder))
    page.get_by_role("button", name="Register").click()
    expect(page.locator("h1")).to_have_text("Your registration")


def state(page: Page) -> None:
    for field, value in STATED.items():
        page.fill(f"form[action='/account/fields/{field}'] input", value)
        page.locator(f"form[action='/account/fields/{field}'] button").click()
        expect(page.get_by_role("status").first).to_contain_text("Done.")
    page.fill("form[action='/account/fields/country'] input", "Atlantis")
    page.locator("form[action='/account/fields/country'] button").click()
    expect(page.get_by_role("alert")).to_contain_text("FIELD:COUNTRY")
    assert page.evaluate("document.activeElement.id") == "mistake"
    assert page.input_value("form[action='/account/fields/country'] input") == "Atlantis"
    for _ in range(2):
        page.get_by_role("button", name="Agree", exact=True).first.click()
    for name in ("Check my identity", "Check my card"):
        page.get_by_role("button", name=name).click()


def sign(visit: Visit, url: str) -> None:
    """The questionnaire and the declaration, each signed with the wallet."""
    page = visit.page
    page.goto(f"{url}/account/questionnaire")
    for name, value in answers(income="120000", liquid="900000", commitments="20000").items():
        box = page.locator(f"[name='{name}']")
        if name in {"income", "liquid", "commitments"}:
            box.fill(value)
        else:
            page.check(f"[name='{name}'][value='{value}']")
    page.get_by_role("button", name="Answer").click()
    assert accessibility(visit) == []
    page.get_by_role("button", name="Use Test wallet").click()
    page.wait_for_url(f"{url}/account")
    page.goto(f"{url}/account/declaration")
    page.get_by_role("button", name="Use Test wallet").click()
    page.wait_for_url(f"{url}/account")
    expect(page.get_by_role("row", name="Declaration")).to_contain_text("✓ done")
    expect(page.get_by_role("row", name="Questionnaire for investors")).to_contain_text("✓ done")


def hand_in(visit: Visit) -> None:
    """Face and papers, from the page."""
    page = visit.page
    page.get_by_role("button", name="Take the picture").click()
    assert accessibility(visit) == []
    face = FilePayload(name="face.png", mimeType="image/png", buffer=picture(b"browser"))
    page.set_input_files("[name=file]", face)
    page.get_by_role("button", name="Have it checked").click()
    expect(page.get_by_role("row", name="Check of your face")).to_contain_text("✓ done")
    for kind in ("identity_card", "proof_of_income"):
        page.select_option("[name=kind]", kind)
        paper = PDF + kind.encode() + b"%%EOF"
        page.set_input_files(
            "[name=file]", {"name": "p.pdf", "mimeType": "application/pdf", "buffer": paper}
        )
        page.get_by_role("button", name="Hand it in").click()
        expect(page.get_by_role("status").first).to_contain_text("Done.")
    page.select_option("[name=kind]", "tax")
    page.set_input_files(
        "[name=file]", {"name": "p.txt", "mimeType": "text/plain", "buffer": b"no paper"}
    )
    page.get_by_role("button", name="Hand it in").click()
    expect(page.get_by_role("alert")).to_contain_text("DOCUMENT:TYPE")
    assert page.input_value("[name=kind]") == "tax"


def enrol(visit: Visit, premises: Premises) -> None:
    """The credential, signed by the wallet and brought to the chain."""
    page = visit.page
    page.goto(f"{premises.url}/account")
    page.check("[name=lend]")
    page.get_by_role("button", name="Ask for a credential").click()
    page.get_by_role("link", name=re.compile("Credential [0-9]")).first.click()
    expect(page.get_by_role("heading", name="What your wallet signs")).to_be_visible()
    assert accessibility(visit) == []
    page.get_by_role("button", name="Use Test wallet").click()
    page.wait_for_url("**/enrolment?consent=**")
    expect(page.get_by_role("alert")).to_contain_text("Your wallet has no coin for the fee")
    assert accessibility(visit) == []
    page.get_by_role("button", name="Ask for coin").click()
    while page.get_by_role("alert").count():
        page.wait_for_timeout(500)
        page.get_by_role("link", name="Look again").click()
    assert accessibility(visit) == []
    page.get_by_role("button", name="Use Test wallet").click()
    page.wait_for_url("**/sent/**")
    page.goto(f"{premises.url}/account")
    expect(page.get_by_role("row", name="Credential")).to_contain_text("✓ done")


def apply(page: Page, url: str) -> str:
    page.goto(f"{url}/borrow")
    fields = {
        "amount": "6,000", "months": "12", "title": "A weekend", "employed_months": "60",
        "description": "A casino weekend that I have wished for.", "owed_elsewhere": "0",
        "repayment_source": "Salary as a teacher", "debt_payments": "none",
    }  # fmt: skip
    for name, value in fields.items():
        page.fill(f"#{name}", value)
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("alert")).to_contain_text("Paid on it a month")
    assert page.input_value("#amount") == "6,000"
    page.fill("#debt_payments", "100")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("h1")).to_have_text("Your application")
    return page.url.rpartition("/")[2]


def examined(page: Page) -> None:
    """Wait until the node's job has looked at the application."""
    deadline = time.monotonic() + WAIT_SECONDS
    while page.locator(".standing").first.inner_text() == "submitted":
        assert time.monotonic() < deadline, "nobody examined it"
        page.wait_for_timeout(500)
        page.reload()
    expect(page.locator(".standing").first).to_have_text("looked at by people")


def review(browser: Browser, premises: Premises, number: str) -> None:
    with visited(browser, bypass_csp=True) as visit:
        token = token_of(premises.folder, "underwriter", None).token
        visit.context.add_cookies([{"name": "session", "value": token, "url": premises.url}])
        page, path = visit.page, f"/staff/credit-reviews/{number}"
        page.goto(f"{premises.url}{path}?lang=en")
        page.get_by_role("button", name="Claim the case").click()
        readable(visit, premises.url, ["/staff", "/staff/credit-reviews", path])
        page.goto(f"{premises.url}{path}")
        page.select_option("[name=verdict]", "refuse")
        page.select_option("[name=reason]", "purpose_not_acceptable")
        page.get_by_role("button", name="Give the verdict").click()
        expect(page.get_by_text("another one of staff has to confirm")).to_be_visible()
        assert visit.complaints == []


def test_somebody_registers_applies_and_is_looked_at(browser: Browser, premises: Premises) -> None:
    with visited(browser, bypass_csp=True) as visit:
        wallet = Wallet(Account.create(), premises.platform.connection, premises.platform.chain_id)
        wallet.install(visit.page)
        register(visit, premises)
        state(visit.page)
        hand_in(visit)
        sign(visit, premises.url)
        enrol(visit, premises)
        number = apply(visit.page, premises.url)
        examined(visit.page)
        readable(
            visit, premises.url,
            ["/account", "/account/questionnaire", "/account/declaration", "/borrow",
             "/applications", f"/applications/{number}", "/me/statements"],
        )  # fmt: skip
        assert [line for line in visit.complaints if "422" not in line] == []
    review(browser, premises, number)
