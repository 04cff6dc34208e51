"""What is read before signing is shown in words, with the hash of the file that counts."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from eth_utils.crypto import keccak

from node.web.reading import read
from tallystick.disclosure.canonical import canonical
from tallystick.disclosure.statement import Borrower, Judgement, RiskStatement
from tallystick.platform._sync.loans import listing
from tallystick.platform.messages import Offer
from tallystick_node.disclosure.agreements.agreement import render
from tallystick_node.underwriting.offers import WORST

if TYPE_CHECKING:
    from node.api.builders import Api

PRINCIPAL = 100_000_000_000
BORROWER = Borrower(
    "natural", "not stated", "grade B; what has to be paid was compared with the income",
    "existing monthly payments were counted", "none", "none stated",
)  # fmt: skip


def offer(**changes: object) -> Offer:
    plain = {
        "borrower": "0x" + "11" * 20, "project": bytes([7] * 32), "principal": PRINCIPAL,
        "rate_ppm": 120_000, "n": 12, "period": 1, "risk_level": 3, "grace_days": 3,
        "default_dpd": 90, "servicing_ppm": 100_000, "ticket_min": 1_000_000,
        "disclosure_hash": bytes(32), "agreement_hash": bytes(32), "expiry": 2_000_000_000,
    }  # fmt: skip
    return Offer(**(plain | changes))  # type: ignore[arg-type]


def statement() -> RiskStatement:
    return RiskStatement.of(
        offer(), BORROWER, Judgement(50_000, 600_000), purpose="car: A car for work",
        source_of_repayment="Salary as a teacher",
        safeguards="none but the borrower's promise, and the reserve as far as it reaches",
        possible_results=WORST,
    )  # fmt: skip


def keep(site: Api, digest: bytes, data: bytes, ending: str = "json") -> str:
    folder = site.node.foundation.settings.data_dir / "agreements"
    folder.mkdir(exist_ok=True)
    (folder / f"{digest.hex()}.{ending}").write_bytes(data)
    return "0x" + digest.hex()


def test_every_field_of_a_risk_statement_is_named_in_words(site: Api) -> None:
    kept = statement()
    digest = keep(site, kept.hash, kept.data)
    response = site.client.get(f"/risk-statements/{digest}")
    shown = read(response.text)
    assert response.status_code == 200
    assert "its bytes have the hash that the chain states" in shown.text
    assert shown.text.index("What you can lose") < shown.text.index("What is expected")
    expected = kept.document["expected"]
    for figure in (PRINCIPAL, 0, *(expected[name] for name in expected if name.endswith("_ppm"))):
        assert figure in shown.figures
    words = re.sub("<details>.*</details>", "", response.text, flags=re.DOTALL)
    assert not re.search("[a-z]+_ppm|principal_lost|source_of_repayment", words)
    for text in ("a car: A car for work", "Salary as a teacher", "equal instalments", "12.00 %"):
        assert text in re.sub("<[^>]*>", "", words)


def test_in_chinese_the_words_that_were_signed_stand_beside(site: Api) -> None:
    kept = statement()
    digest = keep(site, kept.hash, kept.data)
    response = site.client.get(f"/risk-statements/{digest}", params={"lang": "zh-CN"})
    plain = re.sub("<details>.*</details>", "", response.text, flags=re.DOTALL)
    assert "全部本金损失" in plain
    assert "All principal is lost, and no reserve" in plain
    assert "评级 B；已将应付款项与收入比较" in plain
    unmarked = re.sub(r'<(span|p)[^>]* lang="en">.*?</\1>', "", plain)
    assert "All principal is lost" not in unmarked
    assert "existing monthly payments" not in unmarked


def test_the_file_that_counts_can_be_taken_along(site: Api) -> None:
    kept = statement()
    digest = keep(site, kept.hash, kept.data)
    links = read(site.client.get(f"/risk-statements/{digest}").text).links
    file = next(link for link in links if link.endswith(".json"))
    assert keccak(site.client.get(file).content).hex() == digest[2:]


def test_a_file_with_other_bytes_is_shown_as_such(site: Api) -> None:
    kept = statement()
    altered = dict(kept.document) | {"source_of_repayment": "A lottery"}
    digest = keep(site, kept.hash, canonical(altered))
    text = read(site.client.get(f"/risk-statements/{digest}").text).text
    assert "its bytes do not have the hash that the chain states" in text


def test_a_statement_that_is_not_whole_is_no_ground_to_lend_on(site: Api) -> None:
    data = json.dumps({"purpose": "<img src=x>"}).encode()
    digest = keep(site, keccak(data), data)
    text = site.client.get(f"/risk-statements/{digest}").text
    assert "do not lend on it" in text
    assert "<img" not in text


@pytest.mark.parametrize("folder", ["risk-statements", "loan-agreements"])
@pytest.mark.parametrize(("name", "status"), [("0" * 64, 404), ("0x" + "0" * 64, 404), ("a", 422)])
def test_what_is_not_kept_is_not_shown(site: Api, folder: str, name: str, status: int) -> None:
    assert site.client.get(f"/{folder}/{name}").status_code == status


def agreement(site: Api) -> tuple[str, bytes]:
    kept = site.node.agreements
    text = render(kept.templates.load("loan-2"), offer(), kept.setting)
    return keep(site, text.hash, text.html, "html"), text.html


def test_an_agreement_is_shown_with_its_hash_and_its_figures(site: Api) -> None:
    digest, _ = agreement(site)
    shown = read(site.client.get(f"/loan-agreements/{digest}").text)
    assert "its bytes have the hash that the offer names" in shown.text
    assert "Lenders may lose all that they have lent." in shown.text
    assert shown.tags.count("tr") == 8 + 1 + 12


def test_an_agreement_is_translated_beside_its_own_words(site: Api) -> None:
    digest, _ = agreement(site)
    text = site.client.get(f"/loan-agreements/{digest}", params={"lang": "zh-CN"}).text
    assert "出借人可能损失所出借的全部资金。没有人向其承诺偿还。" in text
    assert "Lenders may lose all that they have lent." in text
    assert "等额本息，共 12 期，每个月一期" in text


def test_an_agreement_with_other_bytes_is_shown_as_such(site: Api) -> None:
    digest, data = agreement(site)
    keep(site, bytes.fromhex(digest[2:]), data + b" ", "html")
    text = read(site.client.get(f"/loan-agreements/{digest}").text).text
    assert "its bytes do not have the hash that the offer names" in text


def test_a_loan_leads_to_its_statement(site: Api) -> None:
    number = site.network.loans.listed()
    site.index()
    digest = listing(site.network.platform, number).disclosure_hash
    kept = statement()
    keep(site, digest, kept.data)
    links = read(site.client.get(f"/loans/{number}").text).links
    assert f"/risk-statements/0x{digest.hex()}" in links
    assert not [link for link in links if link.startswith("/agreements/")]
