"""A second node signs what holds up there too, and says why it does not sign the rest."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from node.kyc.builders import Room, id_number, open_room
from tallystick.errors import InputError
from tallystick.testing.actors import test_signer
from tallystick_node.kyc.cosign_request import CosignRequest
from tallystick_node.kyc.cosigners import HttpCosigner
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.kyc.sanctions.lists import ListEntry, SanctionsList
from tallystick_node.kyc.signatures import signer_of, write_signature
from tallystick_node.storage.tables import cosignings, credentials

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from node.network import Network
    from node.times import Time
    from tallystick_node.storage import Database


@dataclass
class Pair:
    """The asking room, the second one with a database of its own, and a request."""

    first: Room
    second: Room
    network: Network
    request: CosignRequest

    def altered(self, **changed: Any) -> CosignRequest:
        """The request with other facts, signed by its asker as if they were so."""
        asker = self.network.session.actors.attestors[0]
        result = self.request.model_copy(update=changed)
        if "credential" in changed:
            attested = result.message.sign(self.network.platform, asker)
            result = result.model_copy(update={"attestation": write_signature(attested)})
        return result.signed(self.network.platform, asker)

    def cosign(self, request: CosignRequest) -> Any:
        return self.second.people.cosigning.cosign(CosignRequest.read(request.document()))


@pytest.fixture
def pair(
    tmp_path: Path,
    database: Database,
    network: Network,
    time: Time,
    opened: Callable[[str], Database],
    migrated_sqlite: Path,
) -> Pair:
    shutil.copyfile(migrated_sqlite, tmp_path / "second.sqlite")
    other = opened(f"sqlite:///{tmp_path}/second.sqlite")
    attestors = network.session.actors.attestors
    first = open_room(tmp_path / "1", database, network, time, attestor=attestors[0], cosigners=[])
    second = open_room(tmp_path / "2", other, network, time, attestor=attestors[1])
    person = first.full()
    wallet = first.bind(person, "newcomer")
    first.suit(person, "newcomer")
    issued = first.people.credentials.request(person, wallet, lend=True, borrow=True)
    assert not issued.complete
    with database.reading() as connection:
        kept = connection.scalars(select(credentials.c.request)).one()
    request = CosignRequest.read({**kept, "asked_at": network.platform.now()})
    return Pair(first, second, network, request.signed(network.platform, attestors[0]))


def test_what_holds_up_is_signed_by_the_second_attestor(pair: Pair) -> None:
    signature = pair.cosign(pair.request)
    digest = pair.request.message.digest(pair.network.platform)
    assert signer_of(digest, signature) == pair.network.session.actors.attestors[1].address
    assert pair.cosign(pair.request) == signature
    with pair.second.people.context.database.reading() as connection:
        assert len(connection.execute(select(cosignings)).all()) == 1


def test_the_request_holds_no_clear_datum_of_the_person(pair: Pair) -> None:
    text = json.dumps(pair.request.document(), ensure_ascii=False)
    for value in (id_number(), "欧阳明", "6228480402564890018", "13800"):
        assert value not in text


@pytest.mark.long
@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"asked_at": 1}, "STALE"),
        ({"level": 0}, "EVIDENCE"),
        ({"level": 1}, "EVIDENCE"),
        ({"evidence": []}, "EVIDENCE"),
        ({"lists": []}, "LISTS"),
        ({"suitability": None}, "SUITABILITY"),
        ({"rating": "H"}, "RATING"),
        ({"vulnerable": True}, "LEND"),
    ],
)
def test_a_fact_that_does_not_hold_is_refused_by_name(
    pair: Pair, changed: dict[str, Any], code: str
) -> None:
    with pytest.raises(PersonRefused, match=f"COSIGN:{code}"):
        pair.cosign(pair.altered(**changed))


@pytest.mark.long
@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"lend_limit": str(10**15 + 1)}, "LEND"),
        ({"risk_class": "6"}, "CLASS"),
        ({"risk_class": "0"}, "CLASS"),
        ({"issued_at": "1"}, "ISSUED"),
        ({"expiry": str(2**32 - 1)}, "EXPIRY"),
    ],
)
def test_a_credential_beyond_the_rules_is_refused(
    pair: Pair, changed: dict[str, str], code: str
) -> None:
    with pytest.raises(PersonRefused, match=f"COSIGN:{code}"):
        pair.cosign(pair.altered(credential={**pair.request.credential, **changed}))


def test_evidence_that_has_ended_counts_for_nothing(pair: Pair) -> None:
    yesterday = (pair.second.time.now.date() - timedelta(days=1)).isoformat()
    ended = [
        finding.model_copy(update={"expires_on": yesterday}) for finding in pair.request.evidence
    ]
    with pytest.raises(PersonRefused, match="COSIGN:EVIDENCE: .*card, id_number, name"):
        pair.cosign(pair.altered(evidence=ended))


def test_a_node_that_is_not_for_development_takes_no_sandbox(
    pair: Pair, tmp_path: Path, network: Network
) -> None:
    context = pair.second.people.context
    strict = open_room(
        tmp_path / "2", context.database, network, pair.second.time,
        attestor=network.session.actors.attestors[1], dev=False,
    )  # fmt: skip
    with pytest.raises(PersonRefused, match="COSIGN:SANDBOX"):
        strict.people.cosigning.cosign(pair.request)


def test_a_list_that_is_kept_here_must_be_among_those_seen_there(pair: Pair) -> None:
    listed = SanctionsList(
        "UN", date(2026, 3, 1), "ab" * 32, (ListEntry("1", "X Y", "entity", "P"),)
    )
    pair.second.people.watchlist.bring_in(listed, actor="s")
    with pytest.raises(PersonRefused, match="COSIGN:LISTS: the list of UN"):
        pair.cosign(pair.request)


def test_who_is_held_here_is_signed_for_nowhere(pair: Pair) -> None:
    room = pair.second
    person = room.real(name="SANDBOX LISTED PERSON")
    assert person
    with pytest.raises(PersonRefused, match="COSIGN:HELD"):
        pair.cosign(pair.request)


def test_a_wallet_that_is_anothers_here_is_refused(pair: Pair) -> None:
    room = pair.second
    room.bind(room.named(id_number("125")), "newcomer")
    with pytest.raises(PersonRefused, match="COSIGN:WALLET"):
        pair.cosign(pair.request)


def test_only_an_attestor_may_ask_and_nobody_signs_for_themselves(pair: Pair) -> None:
    stranger = test_signer("outsider")
    platform = pair.network.platform
    attested = write_signature(pair.request.message.sign(platform, stranger))
    asked = pair.request.model_copy(update={"asker": stranger.address, "attestation": attested})
    with pytest.raises(PersonRefused, match="COSIGN:ASKER"):
        pair.cosign(asked.signed(platform, stranger))
    with pytest.raises(PersonRefused, match="COSIGN:SELF"):
        pair.first.people.cosigning.cosign(pair.request)


def test_a_fact_changed_on_the_way_breaks_the_signature(pair: Pair) -> None:
    with pytest.raises(PersonRefused, match="COSIGN:SIGNATURE"):
        pair.cosign(pair.request.model_copy(update={"reviewed": True}))
    others = pair.request.model_copy(
        update={"credential": {**pair.request.credential, "group": "7"}}
    ).signed(pair.network.platform, pair.network.session.actors.attestors[0])
    with pytest.raises(PersonRefused, match="COSIGN:SIGNATURE: the credential"):
        pair.cosign(others)


def test_a_node_without_a_seat_signs_nothing(pair: Pair, tmp_path: Path, network: Network) -> None:
    context = pair.second.people.context
    seatless = open_room(
        tmp_path / "2", context.database, network, pair.second.time,
        attestor=test_signer("outsider"),
    )  # fmt: skip
    with pytest.raises(PersonRefused, match="COSIGN:SEAT"):
        seatless.people.cosigning.cosign(pair.request)
    with pytest.raises(PersonRefused, match="CREDENTIAL:ATTESTOR"):
        seatless.people.credentials.request("x", "y", lend=True, borrow=False)


@pytest.mark.long
@pytest.mark.parametrize(
    "wrong",
    [{"rating": "X"}, {"level": "2"}, {"more": 1}, {"evidence": [{}]}, {"credential": {"a": 1}}],
)
def test_a_request_of_another_form_is_refused(pair: Pair, wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="COSIGN:FORM"):
        CosignRequest.read({**pair.request.document(), **wrong})


def test_a_day_that_is_none_is_refused(pair: Pair) -> None:
    document = pair.request.document()
    document["evidence"][0]["expires_on"] = "2026-02-31"
    with pytest.raises(InputError, match="COSIGN:FORM"):
        CosignRequest.read(document)


@dataclass
class Answering:
    """Another node on a port of this machine."""

    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)


@contextmanager
def node(answer: Callable[[dict[str, Any]], tuple[int, Any]]) -> Iterator[Answering]:
    served = Answering()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            served.asked.append(body)
            status, document = answer(body)
            data = document if isinstance(document, bytes) else json.dumps(document).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name there
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    served.url = f"http://127.0.0.1:{server.server_address[1]}/v1/cosign"
    try:
        yield served
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_another_node_is_asked_over_http_and_its_signature_counts(pair: Pair) -> None:
    def answer(body: dict[str, Any]) -> tuple[int, Any]:
        signature = pair.second.people.cosigning.cosign(CosignRequest.read(body))
        return 200, {"signature": write_signature(signature)}

    with node(answer) as served:
        other = HttpCosigner(served.url, loopback=True)
        pair.first.people.credentials.cosigners.append(other)  # type: ignore[attr-defined]
        issued = pair.first.people.credentials.collect(person_of(pair), 1)
        other.close()
    assert issued.complete
    assert len(issued.signed.attestations) == 2


@pytest.mark.long
@pytest.mark.parametrize(
    ("status", "document", "code"),
    [
        (422, {"code": "COSIGN:LISTS", "detail": "secret words"}, "COSIGN:LISTS"),
        (500, {"code": "EVIL <script>"}, "COSIGN:REFUSED"),
        (200, {"signature": ["0x1", "0x2"]}, "COSIGN:FOREIGN"),
        (200, {"signature": "no"}, "INPUT:SIGNATURE"),
        (302, {}, "COSIGN:REFUSED"),
        (200, [], "COSIGN:REFUSED"),
        (200, b"[" * 65_536, "COSIGN:REFUSED"),
        (422, b'{"code":' + b"[" * 10_000, "COSIGN:REFUSED"),
    ],
)
def test_an_answer_that_is_no_attestors_signature_counts_for_nothing(
    pair: Pair, status: int, document: Any, code: str
) -> None:
    with node(lambda _: (status, document)) as served:
        other = HttpCosigner(served.url, loopback=True)
        pair.first.people.credentials.cosigners.append(other)  # type: ignore[attr-defined]
        issued = pair.first.people.credentials.collect(person_of(pair), 1)
        other.close()
    assert not issued.complete
    assert issued.refusals == {served.url: code}


def test_no_address_inside_and_nothing_but_https_is_asked(pair: Pair) -> None:
    plain = HttpCosigner("http://attestor.example/v1/cosign")
    with pytest.raises(PersonRefused, match="COSIGN:URL"):
        plain.cosign(pair.request)
    inside = HttpCosigner("https://attestor.example/v1/cosign", resolve=lambda *_: ["10.0.0.8"])
    with pytest.raises(PersonRefused, match="COSIGN:INSIDE"):
        inside.cosign(pair.request)
    gone = HttpCosigner("http://127.0.0.1:1/v1/cosign", loopback=True)
    with pytest.raises(PersonRefused, match="COSIGN:UNREACHABLE"):
        gone.cosign(pair.request)
    for value in (plain, inside, gone):
        value.close()


def person_of(pair: Pair) -> str:
    with pair.first.people.context.database.reading() as connection:
        row: str = connection.scalars(select(credentials.c.person)).one()
    return row
