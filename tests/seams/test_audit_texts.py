"""Agreements and risk statements against what was listed: each byte, each loan."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tallystick.audit.auditor import Auditor
from tallystick.chain.contracts import Offers
from tallystick.disclosure.canonical import canonical
from tallystick.disclosure.statement import Borrower, Judgement, RiskStatement, read_statement
from tallystick.errors import InputError, TransportError
from tallystick.platform.outcomes import value_of
from tallystick.testing.loans import LoanBuilder
from tallystick_node.disclosure.agreements.agreement import Archive, Currency, Setting
from tallystick_node.disclosure.agreements.service import Agreements
from tallystick_node.disclosure.agreements.templates import Templates

if TYPE_CHECKING:
    from tallystick.platform.messages import Offer
    from tallystick.testing.session import Session

BORROWER = Borrower("natural", "retail", "60,000 a year", "none", "none", "none known")
JUDGEMENT = Judgement(80_000, 600_000)


def statement_of(offer: Offer) -> RiskStatement:
    return RiskStatement.of(
        offer, BORROWER, JUDGEMENT, purpose="a shop", source_of_repayment="its sales",
        safeguards="none", possible_results="Payments may come late or not at all.",
    )  # fmt: skip


class Scene:
    """Two loans whose texts are kept."""

    def __init__(self, session: Session, directory: Path) -> None:
        self.session, self.directory = session, directory
        self.platform, self.people = session.platform, session.actors
        self.loans = LoanBuilder(self.platform, self.people)
        setting = Setting(
            self.platform.deployment.chain_id, self.platform.address("Book"), Currency("TUSD", 6)
        )
        self.agreements = Agreements(Templates(), Archive(directory), setting)
        self.offers = [self.listed(self.people.borrowers[place]) for place in (0, 1)]

    def listed(self, borrower: Any) -> Offer:
        offer = self.loans.offer(borrower)
        offer = self.agreements.prepare("loan-1", offer, statement_of(offer))
        signed = self.loans.signed(offer)
        listing = Offers.list_offer(signed.offer, signed.signers, signed.first, signed.second)
        plan = self.platform.plan(listing, borrower, result=value_of("Listed", "loan", int))
        plan.send()
        return offer

    def file(self, place: int, kind: str) -> Path:
        offer = self.offers[place]
        if kind == "agreements":
            return self.directory / f"{offer.agreement_hash.hex()}.html"
        return self.directory / f"{offer.disclosure_hash.hex()}.json"

    def failed(self, texts: Any = None) -> dict[str, str]:
        verdict = Auditor(self.platform).verify(texts=texts or str(self.directory))
        return {check.id: check.detail for check in verdict.failed}


@pytest.fixture
def scene(session: Session, tmp_path: Path) -> Scene:
    return Scene(session, tmp_path / "agreements")


def test_kept_texts_are_those_that_were_listed(scene: Scene) -> None:
    verdict = Auditor(scene.platform).verify(texts=str(scene.directory))
    assert verdict.passed
    counts = {check.id: check.detail for check in verdict.checks if check.id.startswith("texts.")}
    assert counts == {
        "texts.agreements": "4 compared", "texts.statements": "8 compared",
        "texts.calldata": "4 compared",
    }  # fmt: skip
    plain = Auditor(scene.platform).verify()
    assert not [check for check in plain.checks if check.id.startswith("texts.")]


@pytest.mark.parametrize("kind", ["agreements", "statements"])
def test_a_text_that_was_changed_is_named(scene: Scene, kind: str) -> None:
    file = scene.file(1, kind)
    file.write_bytes(file.read_bytes().replace(b"12", b"11", 1))
    failures = scene.failed()
    assert set(failures) == {f"texts.{kind}"}
    assert failures[f"texts.{kind}"].startswith(f"loan 2: {file.name} is another text")


@pytest.mark.parametrize("kind", ["agreements", "statements"])
def test_a_text_that_is_missing_is_named(scene: Scene, kind: str) -> None:
    scene.file(0, kind).unlink()
    assert scene.failed() == {f"texts.{kind}": f"loan 1: {scene.file(0, kind).name} is missing"}


@pytest.mark.parametrize("kind", ["agreements", "statements"])
def test_texts_that_were_swapped_are_named(scene: Scene, kind: str) -> None:
    file, other = scene.file(0, kind), scene.file(1, kind)
    first, second = file.read_bytes(), other.read_bytes()
    file.write_bytes(second)
    other.write_bytes(first)
    failures = scene.failed()
    assert set(failures) == {f"texts.{kind}"}
    assert "(first of 2)" in failures[f"texts.{kind}"]


def test_a_statement_of_other_terms_is_named(session: Session, tmp_path: Path) -> None:
    """Its hash is that of the offer, and it tells lenders of another loan."""
    before = session.chain.snapshot()
    try:
        scene = Scene(session, tmp_path / "agreements")
        kinder = statement_of(replace(scene.offers[0], risk_level=1))
        offer = scene.loans.offer(scene.people.borrowers[2], disclosure_hash=kinder.hash)
        scene.agreements.archive.keep_statement(kinder)
        signed = scene.loans.signed(offer)
        arguments = (signed.offer, signed.signers, signed.first, signed.second)
        scene.platform.plan(Offers.list_offer(*arguments), scene.people.borrowers[2]).send()
        failures = scene.failed()
    finally:
        session.chain.revert(before)
    assert "the terms in loan 3" in failures["texts.statements"]
    assert "is missing" in failures["texts.agreements"]


def test_a_statement_that_is_not_whole_is_named(session: Session, tmp_path: Path) -> None:
    before = session.chain.snapshot()
    try:
        scene = Scene(session, tmp_path / "agreements")
        document = json.loads(statement_of(scene.offers[0]).data)
        del document["worst_case"]
        partial_statement = RiskStatement(document)
        scene.agreements.archive.keep_statement(partial_statement)
        offer = scene.loans.offer(
            scene.people.borrowers[2], disclosure_hash=partial_statement.hash,
            agreement_hash=scene.offers[0].agreement_hash,
        )  # fmt: skip
        signed = scene.loans.signed(offer)
        arguments = (signed.offer, signed.signers, signed.first, signed.second)
        scene.platform.plan(Offers.list_offer(*arguments), scene.people.borrowers[2]).send()
        failures = scene.failed()
    finally:
        session.chain.revert(before)
    assert set(failures) == {"texts.statements"}
    assert "worst_case is missing" in failures["texts.statements"]


def test_a_return_that_is_too_good_is_named(session: Session, tmp_path: Path) -> None:
    """The hash is right and the words are whole; the figure does not follow from the terms."""
    before = session.chain.snapshot()
    try:
        scene = Scene(session, tmp_path / "agreements")
        offer = scene.loans.offer(scene.people.borrowers[2])
        document = json.loads(statement_of(offer).data)
        document["expected"]["return_before_loss_ppm"] += 1
        better = read_statement(canonical(document))
        scene.agreements.archive.keep_statement(better)
        offer = replace(
            offer, disclosure_hash=better.hash, agreement_hash=scene.offers[0].agreement_hash
        )
        signed = scene.loans.signed(offer)
        arguments = (signed.offer, signed.signers, signed.first, signed.second)
        scene.platform.plan(Offers.list_offer(*arguments), scene.people.borrowers[2]).send()
        failures = scene.failed()
    finally:
        session.chain.revert(before)
    assert set(failures) == {"texts.statements"}
    assert "the expected returns in loan 3" in failures["texts.statements"]


class Rewritten:
    """A connection that shows another transaction than the one that listed."""

    def __init__(self, connection: Any, change: dict[str, Any]) -> None:
        self._connection, self._change = connection, change

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def request(self, method: str, *params: Any) -> Any:
        response = self._connection.request(method, *params)
        if method != "eth_getTransactionByHash":
            return response
        return {**response, **{key: make(response) for key, make in self._change.items()}}


def rewritten(scene: Scene, **change: Any) -> Auditor:
    class Elsewhere:
        connection: Any = Rewritten(scene.platform.connection, change)
        deployment = scene.platform.deployment

    return Auditor(Elsewhere())


def test_an_event_of_another_hash_than_the_transactions_is_named(scene: Scene) -> None:
    old = scene.offers[0].agreement_hash.hex()

    def other(transaction: Any) -> str:
        data = transaction["input"]
        text = "0x" + data.hex() if isinstance(data, bytes) else str(data)
        return text.replace(old, "77" * 32)

    verdict = rewritten(scene, input=other).verify(texts=str(scene.directory))
    (check,) = verdict.failed
    assert check.id == "texts.calldata"
    assert check.detail.startswith("loan 1's agreement_hash in its event")


def test_a_listing_through_another_contract_is_noted_and_no_alarm(scene: Scene) -> None:
    wallet = rewritten(scene, to=lambda _: "0x" + "99" * 20)
    verdict = wallet.verify(texts=str(scene.directory))
    assert verdict.passed
    counts = {check.id: check.detail for check in verdict.checks}
    assert counts["texts.calldata"] == "0 compared, 2 listed through another contract"


@contextmanager
def web(directory: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(directory)))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.long
def test_texts_are_read_from_a_server_and_from_a_mapping(scene: Scene) -> None:
    files = {path.name: path.read_bytes() for path in scene.directory.iterdir()}
    assert not scene.failed(files)
    with web(scene.directory) as url:
        assert not scene.failed(url)
        scene.file(0, "agreements").unlink()
        assert "is missing" in scene.failed(url)["texts.agreements"]
    with pytest.raises(TransportError, match="RPC:AGREEMENTS"):
        scene.failed(url)
    with pytest.raises(InputError, match="INPUT:AGREEMENTS"):
        scene.failed(str(scene.directory / "nowhere"))


def test_a_statement_of_another_offer_is_not_prepared(scene: Scene) -> None:
    offer, other = (scene.loans.offer() for _ in range(2))
    with pytest.raises(InputError, match="STATEMENT:OFFER"):
        scene.agreements.prepare("loan-1", offer, statement_of(other))
    with pytest.raises(InputError, match="AGREEMENT:UNKNOWN"):
        scene.agreements.prepare("loan-9", offer, statement_of(offer))
    assert canonical(statement_of(offer).document) == statement_of(offer).data
