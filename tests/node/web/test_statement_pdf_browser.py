"""A statement's PDF: from the page, from a command, and checked in a browser and by a command."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect
from pypdf import PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import ArrayObject, NameObject, StreamObject

from node.web.browser import launched, needs_browser, visited
from tallystick.statements import statement_pdf as compiler
from tallystick.statements.account_statement import read_account_statement
from tallystick.statements.statement_pdf import statement_pdf
from tallystick_node.web.public.verifier import verifier_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from node.web.browser import Visit
    from node.web.conftest import DemoNode

pytestmark = [pytest.mark.long, needs_browser]

QUERY = "from=2015-01-01&to=2015-12-31"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as result:
        yield result


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    with visited(browser) as result:
        yield result


@pytest.fixture
def pdf(visit: Visit, demo_node: DemoNode) -> bytes:
    """The investor's statement of a year as the page hands it out."""
    page = visit.page
    page.goto(f"{demo_node.url}/sign-in?next=/me/statements?year=2015&lang=en")
    page.get_by_role("button", name="Use Demo wallet: investor").click()
    page.wait_for_url(f"{demo_node.url}/me**")
    page.goto(f"{demo_node.url}/me/statements?year=2015")
    with page.expect_download() as awaited:
        page.get_by_role("link", name="PDF", exact=True).click()
    return awaited.value.path().read_bytes()


def chosen(page: Page, folder: Path, data: bytes, verdict: str) -> str:
    """Choose a file on the page that is open, and return what the page says of it."""
    # Of the same file again the browser would say nothing.
    file = folder / f"{hashlib.sha256(data).hexdigest()}.pdf"
    file.write_bytes(data)
    # What the file before this one came to must not be taken for it.
    page.evaluate("delete document.querySelector('[data-result]').dataset.verdict")
    page.locator("#file").set_input_files(file)
    result = page.locator(f"[data-result][data-verdict={verdict}]")
    expect(result.locator("h2")).to_be_focused(timeout=60_000)
    return result.inner_text()


def document_of(data: bytes) -> Any:
    from tallystick.statements.pdf_check import check_pdf  # noqa: PLC0415 - one test's need

    return check_pdf(data).statement.document()


def command(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tallystick", *words], capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip


def test_a_paper_is_proved_from_the_chain(
    visit: Visit, demo_node: DemoNode, pdf: bytes, tmp_path: Path
) -> None:
    visit.page.goto(f"{demo_node.url}/verify?lang=en")
    text = chosen(visit.page, tmp_path, pdf, "holds")
    assert "Every text of the PDF's pages" in text
    assert "tallystick verify compiles it again" in text
    # It is proved in either language: the words are of the pdf, not of the page.
    chinese = statement_pdf(read_account_statement(json.dumps(document_of(pdf)).encode()), "zh-CN")
    assert "Every text of the PDF's pages" in chosen(visit.page, tmp_path, chinese, "holds")
    assert visit.complaints == []


def test_a_paper_whose_pages_say_more_differs(
    visit: Visit, demo_node: DemoNode, pdf: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = compiler._FOLDER.joinpath("statement.typ").read_text("utf-8")
    statement = read_account_statement(json.dumps(document_of(pdf)).encode())
    page = visit.page
    page.goto(f"{demo_node.url}/verify?lang=en")
    for wrong, path in (
        (template.replace("amount(line.amount),", 'amount("1" + line.amount),'), "lines[0].amount"),
        (template.replace("words.kinds.at(line.what)", "words.kinds.withdrawal"), "lines[0]"),
        (template + "\nThe bank guarantees it.", "The bank".replace(" ", "")),
        (template.replace('counter(page).display("1 / 1", both: true)', '"100 % safe"'), "safe"),
    ):
        assert wrong != template
        folder = tmp_path / "templates"
        folder.mkdir(exist_ok=True)
        (folder / "statement.typ").write_text(wrong, "utf-8")
        with monkeypatch.context() as changed:
            changed.setattr(compiler, "_FOLDER", Shadow(folder, compiler._FOLDER))
            forged = statement_pdf(statement)
        assert path in chosen(page, tmp_path, forged, "differs")
    text = chosen(page, tmp_path, b"%PDF-1.7 nothing", "unchecked")
    assert "VERIFY:PDF" in text
    assert visit.complaints == []


def test_what_lies_over_the_pages_is_no_statement(
    visit: Visit, demo_node: DemoNode, pdf: bytes, tmp_path: Path
) -> None:
    page = visit.page
    page.goto(f"{demo_node.url}/verify?lang=en")
    for covered in (noted(pdf), whitened(pdf)):
        text = chosen(page, tmp_path, covered, "differs")
        assert "Something lies over the PDF's pages" in text
    chosen(page, tmp_path, pdf, "holds")
    # The button checks the chosen file again, and what is typed from then on.
    page.locator("form[data-verify] button").click()
    expect(page.locator("[data-result][data-verdict=holds] h2")).to_be_focused(timeout=60_000)
    page.locator("textarea").fill("999")
    page.locator("form[data-verify] button").click()
    expect(page.locator("[data-result]")).to_contain_text("VERIFY:LOAN", timeout=30_000)
    assert visit.complaints == []


def noted(data: bytes) -> bytes:
    """A note on the first page, as any reader of PDFs writes one."""
    writer, out = PdfWriter(clone_from=io.BytesIO(data)), io.BytesIO()
    note = FreeText(text="Closing balance 999,999.00", rect=(100, 600, 400, 640))
    writer.add_annotation(0, note)
    writer.write(out)
    return out.getvalue()


def whitened(data: bytes) -> bytes:
    """A white area over the first page."""
    writer, out = PdfWriter(clone_from=io.BytesIO(data)), io.BytesIO()
    page = writer.pages[0]
    area = StreamObject()
    area.set_data(b"1 1 1 rg 50 500 400 100 re f")
    page[NameObject("/Contents")] = ArrayObject(
        [page.raw_get("/Contents"), writer._add_object(area)]
    )
    writer.write(out)
    return out.getvalue()


def test_a_paper_with_invented_movements_differs(
    visit: Visit, demo_node: DemoNode, pdf: bytes, tmp_path: Path
) -> None:
    document = document_of(pdf)
    document["opening"] = str(int(document["opening"]) + 5)
    document["closing"] = str(int(document["closing"]) + 5)
    for line in document["lines"]:
        line["balance"] = str(int(line["balance"]) + 5)
    forged = statement_pdf(read_account_statement(json.dumps(document).encode()))
    visit.page.goto(f"{demo_node.url}/verify?lang=en")
    assert "opening" in chosen(visit.page, tmp_path, forged, "differs")


def test_the_page_as_one_file_reads_papers_too(
    visit: Visit, demo_node: DemoNode, pdf: bytes, tmp_path: Path
) -> None:
    file = tmp_path / "verify.html"
    file.write_bytes(verifier_file("en"))
    visit.page.goto(file.as_uri())
    visit.page.locator("#rpc").fill(demo_node.url + "/rpc")
    assert "Every text of the PDF's pages" in chosen(visit.page, tmp_path, pdf, "holds")
    assert visit.complaints == []


def test_commands_make_and_check_the_same_paper(
    demo_node: DemoNode, pdf: bytes, tmp_path: Path
) -> None:
    statement = document_of(pdf)
    out, rpc = tmp_path / "own.pdf", demo_node.url + "/rpc"
    written = command(
        "statement", "--data-dir", str(demo_node.folder), "--account", statement["wallet"],
        "--from", "2015-01-01", "--to", "2015-12-31", "--out", str(out), "--rpc", rpc, "--json",
    )  # fmt: skip
    assert written.returncode == 0, written.stderr
    assert out.read_bytes() == pdf
    deployment = str(demo_node.folder / "deployment.json")
    checked = command("verify", str(out), "--rpc", rpc, "--deployment", deployment, "--json")
    assert checked.returncode == 0, checked.stderr
    assert json.loads(checked.stdout)["hash"] == json.loads(written.stdout)["hash"]
    statement["block"] += 1
    other = tmp_path / "other.json"
    other.write_text(json.dumps(statement), "utf-8")
    differs = command("verify", str(other), "--rpc", rpc, "--deployment", deployment, "--json")
    assert differs.returncode == 1, differs.stderr
    assert json.loads(differs.stdout)["first_difference"]["path"] == "block"
    report = next((demo_node.folder / "reports").glob("monthly-*.json"))
    anchored = command("verify", str(report), "--rpc", rpc, "--deployment", deployment)
    assert "it is what the chain has" in anchored.stdout


class Shadow:
    """A folder of files that go before those of another one."""

    def __init__(self, folder: Path, below: Any) -> None:
        """Take both."""
        self.folder, self.below = folder, below

    def joinpath(self, name: str) -> Any:
        own = self.folder / name
        return own if own.exists() else self.below.joinpath(name)
