"""A reader checks what was published in a real browser, on the node's page and from a file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from node.web.browser import accessibility, launched, needs_browser, visited
from tallystick.disclosure.canonical import canonical
from tallystick.disclosure.proof import proof_of
from tallystick.disclosure.report import read_report
from tallystick_node.web.public.verifier import verifier_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Route

    from node.web.browser import Visit
    from node.web.conftest import DemoNode

pytestmark = [pytest.mark.long, needs_browser]

MONTH = "2015-06"
ALTERED = "M03"
WORDS = {
    "en": {
        "holds": "It holds",
        "recompute": "Recompute it here",
        "sign in": "Use Demo wallet: investor",
    },
    "zh-CN": {
        "holds": "核对无误",
        "recompute": "在此重新计算",
        "sign in": "使用 Demo wallet: investor",
    },
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as result:
        yield result


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    with visited(browser) as result:
        yield result


@pytest.fixture
def report(demo_node: DemoNode) -> dict[str, Any]:
    name = f"monthly-{MONTH}.v1.json"
    document: dict[str, Any] = json.loads((demo_node.folder / "reports" / name).read_text("utf-8"))
    return document


def checked(page: Page, text: str, verdict: str) -> str:
    """Check a text on the page that is open, and return what the page says of it."""
    page.locator("textarea").fill(text)
    page.locator("form[data-verify] button").click()
    result = page.locator(f"[data-result][data-verdict={verdict}]")
    expect(result.locator("h2")).to_be_focused(timeout=30_000)
    return result.inner_text()


def altered(document: dict[str, Any]) -> str:
    """The report with one figure more by one."""
    copy = json.loads(json.dumps(document))
    figure = next(figure for figure in copy["figures"] if figure["code"] == ALTERED)
    figure["value"] = str(int(figure["value"]) + 1)
    return canonical(copy).decode()


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("width", [375, 1280])
def test_a_published_report_holds(
    browser: Browser, demo_node: DemoNode, language: str, width: int
) -> None:
    with visited(browser, width, bypass_csp=True) as visit:
        page = visit.page
        page.goto(f"{demo_node.url}/reports/{MONTH}?lang={language}")
        page.get_by_role("link", name=WORDS[language]["recompute"]).click()
        result = page.locator("[data-result][data-verdict=holds]")
        expect(result.locator("h2")).to_contain_text(WORDS[language]["holds"], timeout=30_000)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert accessibility(visit) == []
        text = result.inner_text()
        head = page.evaluate("""() => fetch("/rpc", { method: "POST",
          headers: { "content-type": "application/json" }, body: JSON.stringify(
            { jsonrpc: "2.0", id: 1, method: "eth_getBlockByNumber", params: ["latest", false] })
        }).then((answer) => answer.json())""")["result"]
        assert head["hash"] in text
        assert visit.complaints == []


def test_an_altered_figure_is_named_with_both_values(
    visit: Visit, demo_node: DemoNode, report: dict[str, Any]
) -> None:
    visit.page.goto(f"{demo_node.url}/verify?lang=en")
    assert "✓ It holds" in checked(visit.page, canonical(report).decode(), "holds")
    text = checked(visit.page, altered(report), "differs")
    value = next(figure["value"] for figure in report["figures"] if figure["code"] == ALTERED)
    assert "✗ It differs" in text
    assert f"figures[{ALTERED}].value" in text
    assert f'"{value}"' in text
    assert f'"{int(value) + 1}"' in text
    text = checked(visit.page, json.dumps(report), "differs")
    assert "not the canonical text" in text
    assert visit.complaints == []


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [("chain_id", 1, "CHAIN"), ("book", "0x" + "11" * 20, "PLATFORM"), ("version", 9, "ROOT"),
     ("subject", "monthly:1999-01", "ROOT"), ("loans", None, "FORM"), ("as_of", 5, "FORM")],
)  # fmt: skip
def test_a_report_of_elsewhere_gets_its_code(
    visit: Visit, demo_node: DemoNode, report: dict[str, Any], field: str, value: Any, code: str
) -> None:
    visit.page.goto(f"{demo_node.url}/verify?lang=en")
    document = report | {field: value}
    text = checked(visit.page, json.dumps(document), "differs" if field == "as_of" else "unchecked")
    assert f"VERIFY:{code}" in text or field == "as_of"


def test_a_loan_is_proved_and_its_proof_is_not_stretched(visit: Visit, demo_node: DemoNode) -> None:
    file = demo_node.folder / "reports" / f"monthly-{MONTH}.v1.json"
    proof = proof_of(read_report(file.read_bytes()), 1)
    visit.page.goto(f"{demo_node.url}/verify?lang=en")
    assert "loan/1" in checked(visit.page, json.dumps(proof), "holds")
    content = proof["content"] | {"number": 2}
    assert "altered" in checked(visit.page, json.dumps(proof | {"content": content}), "differs")
    assert "altered" in checked(visit.page, json.dumps(proof | {"name": "loan/2"}), "differs")
    assert "altered" in checked(visit.page, json.dumps(proof | {"proof": []}), "differs")
    cut = proof | {"proof": ["0x12"]}
    assert "VERIFY:FORM" in checked(visit.page, json.dumps(cut), "unchecked")


def test_a_loans_papers_are_those_that_were_listed(visit: Visit, demo_node: DemoNode) -> None:
    visit.page.goto(f"{demo_node.url}/verify?lang=en")
    text = checked(visit.page, "1", "holds")
    assert "The agreement has the hash" in text
    assert "The risk statement has the hash" in text
    papers = demo_node.folder / "agreements"
    for file in sorted(papers.glob("*"))[:4]:
        assert file.stem in checked(visit.page, file.read_text("utf-8"), "holds")
    statement = json.loads(next(papers.glob("*.json")).read_text("utf-8"))
    statement["terms"]["rate_ppm"] += 1
    text = checked(visit.page, canonical(statement).decode(), "differs")
    assert "terms.rate_ppm" in text
    agreement = next(papers.glob("*.html")).read_text("utf-8")
    text = checked(visit.page, agreement.replace("principal", "Principal", 1), "differs")
    assert "Principal" in text
    assert "VERIFY:LOAN" in checked(visit.page, "999", "unchecked")
    assert visit.complaints == []


def test_a_statement_is_checked_movement_by_movement(visit: Visit, demo_node: DemoNode) -> None:
    page = visit.page
    page.goto(f"{demo_node.url}/sign-in?next=/me/statements?year=2015&lang=en")
    page.get_by_role("button", name=WORDS["en"]["sign in"]).click()
    page.wait_for_url(f"{demo_node.url}/me**")
    page.goto(f"{demo_node.url}/me/statements?year=2015")
    document = page.evaluate('fetch("/me/statements.json?year=2015").then((file) => file.json())')
    assert document["lines"]
    page.get_by_role("link", name="Check it in your browser").first.click()
    result = page.locator("[data-result][data-verdict=holds]")
    expect(result).to_contain_text(f"All {len(document['lines'])} movements", timeout=60_000)
    line = document["lines"][0]
    for field, value in (("what", "deposit?"), ("transaction", "0x" + "00" * 32), ("place", 99)):
        copy = json.loads(json.dumps(document))
        copy["lines"][0][field] = value
        if field == "what":
            copy["totals"] = {}
        text = checked(page, json.dumps(copy), "differs")
        assert f"lines[0].{field}" in text or "totals" in text
    copy = document | {"opening": str(int(document["opening"]) + 1)}
    assert "lines[0].balance" in checked(page, json.dumps(copy), "differs")
    moved = str(int(line["amount"]) + 1)
    copy = document | {"lines": [line | {"amount": moved}, *document["lines"][1:]]}
    assert "lines[0].balance" in checked(page, json.dumps(copy), "differs")
    text = checked(page, line["transaction"], "holds")
    assert "under the root of its transactions" in text
    assert "Escrow." in text
    assert "VERIFY:TRANSACTION" in checked(page, "0x" + "ab" * 32, "unchecked")
    assert visit.complaints == []


def lying(method: str, change: Any) -> Any:
    """A node between that changes the answers of one method."""

    def answer(route: Route) -> None:
        asked: Any = route.request.post_data_json
        response = route.fetch()
        document = response.json()
        pairs = (
            zip(asked, document, strict=True) if isinstance(asked, list) else [(asked, document)]
        )
        for request, result in pairs:
            if request["method"] == method:
                change(result)
        route.fulfill(response=response, json=document)

    return answer


def _other_value(document: dict[str, Any]) -> None:
    for entry in document["result"]["storageProof"]:
        entry["proof"] = entry["proof"][:-1]


def _other_state(document: dict[str, Any]) -> None:
    document["result"]["stateRoot"] = "0x" + "22" * 32


def _other_code(document: dict[str, Any]) -> None:
    document["result"] = document["result"][:-2] + "00"


def _no_receipt(document: dict[str, Any]) -> None:
    document["result"][0]["logs"] = []


@pytest.mark.parametrize(
    ("method", "change", "code"),
    [("eth_getProof", _other_value, "PROOF"), ("eth_getBlockByNumber", _other_state, "BLOCK"),
     ("eth_getCode", _other_code, "PROOF"), ("eth_getBlockReceipts", _no_receipt, "RECEIPTS")],
)  # fmt: skip
def test_a_node_that_lies_is_caught(
    visit: Visit, demo_node: DemoNode, method: str, change: Any, code: str
) -> None:
    visit.page.route("**/rpc", lying(method, change))
    visit.page.goto(f"{demo_node.url}/verify?lang=en")
    assert f"VERIFY:{code}" in checked(visit.page, "1", "unchecked")


def test_a_block_that_the_reader_trusts_is_what_everything_rests_on(
    visit: Visit, demo_node: DemoNode
) -> None:
    page = visit.page
    page.goto(f"{demo_node.url}/verify?lang=en")
    trusted = page.evaluate("""fetch("/rpc", { method: "POST",
      headers: { "content-type": "application/json" }, body: JSON.stringify(
        { jsonrpc: "2.0", id: 1, method: "eth_getBlockByNumber", params: ["0x80", false] })
      }).then((answer) => answer.json())""")["result"]["hash"]
    page.locator("#trusted").fill(trusted)
    text = checked(page, "1", "holds")
    assert f"That {trusted}, the hash that you named" in text
    page.locator("#trusted").fill("0x" + "77" * 32)
    assert "VERIFY:HEAD" in checked(page, "1", "unchecked")
    page.locator("#trusted").fill("yesterday")
    assert "VERIFY:HASH" in checked(page, "1", "unchecked")


def test_the_keyboard_and_a_file_suffice(
    visit: Visit, demo_node: DemoNode, report: dict[str, Any], tmp_path: Path
) -> None:
    page = visit.page
    page.goto(f"{demo_node.url}/verify?lang=en")
    page.locator("textarea").focus()
    page.keyboard.type(MONTH)
    for _ in range(4):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Check"
    page.keyboard.press("Enter")
    expect(page.locator("[data-verdict=holds] h2")).to_be_focused(timeout=30_000)
    file = tmp_path / "report.json"
    file.write_text(altered(report), "utf-8")
    page.locator("#file").set_input_files(file)
    expect(page.locator("[data-verdict=differs]")).to_contain_text(ALTERED, timeout=30_000)
    assert visit.complaints == []


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("width", [375, 1280])
def test_the_file_runs_from_a_disk_with_any_node(
    browser: Browser, demo_node: DemoNode, report: dict[str, Any], tmp_path: Path, language: str,
    width: int,
) -> None:  # fmt: skip
    file = tmp_path / "verify.html"
    file.write_bytes(verifier_file(language))
    with visited(browser, width, bypass_csp=True) as visit:
        page = visit.page
        page.goto(file.as_uri())
        assert "VERIFY:URL" in checked(page, MONTH, "unchecked")
        page.locator("#rpc").fill(demo_node.url + "/rpc")
        assert WORDS[language]["holds"] in checked(page, MONTH, "holds")
        page.locator("#deployment").set_input_files(demo_node.folder / "deployment.json")
        assert ALTERED in checked(page, altered(report), "differs")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert accessibility(visit) == []
        assert visit.complaints == []


def test_the_file_keeps_its_policy_and_says_when_no_node_answers(
    visit: Visit, demo_node: DemoNode, tmp_path: Path
) -> None:
    file = tmp_path / "verify.html"
    file.write_bytes(verifier_file("en"))
    visit.page.goto(file.as_uri())
    visit.page.locator("#rpc").fill(demo_node.url + "/rpc")
    checked(visit.page, "1", "holds")
    assert visit.complaints == []
    visit.page.locator("#deployment").set_input_files(demo_node.folder / "deployment.json")
    visit.page.locator("#rpc").fill("http://127.0.0.1:1/rpc")
    assert "VERIFY:RPC" in checked(visit.page, "1", "unchecked")
    visit.page.locator("#deployment").set_input_files(demo_node.folder / "summary.json")
    assert "VERIFY:DEPLOYMENT" in checked(visit.page, "1", "unchecked")
