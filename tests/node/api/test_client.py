"""The typed client against a node: who it signs in as, what it asks again, what it returns."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from eth_utils.crypto import keccak

from node.api.builders import URL, Api
from node.api.test_lending import BORROWER, ORDER, examine, known
from node.underwriting.cases import UNIT
from tallystick.api import AsyncNodeClient, NodeClient
from tallystick.api.records.applications import ApplicationState, Home, LoanPurpose
from tallystick.api.records.loans import LoanStanding
from tallystick.api.records.people import ConsentPurpose
from tallystick.chain.signer import MemorySigner
from tallystick.errors import InputError, NodeBusy, NodeRefused, SigningError, TransportError
from tallystick.platform._sync.borrower import Borrower

if TYPE_CHECKING:
    from collections.abc import Callable

    from node.times import Time


class Lossy(httpx2.BaseTransport):
    """A line that fails as a test says, before or after the node has done what was asked."""

    def __init__(self, api: Api, *faults: Callable[[httpx2.Response], httpx2.Response]) -> None:
        self._inner = api.client._transport
        self.faults = list(faults)
        self.asked: list[httpx2.Request] = []

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        answer = self._inner.handle_request(request)
        wanted = request.url.path not in {"/v1/sign-in", "/v1/sessions"}
        return self.faults.pop(0)(answer) if wanted and self.faults else answer


def lost(_: httpx2.Response) -> httpx2.Response:
    raise httpx2.ReadError("the line broke after the request had arrived")


def busy(_: httpx2.Response) -> httpx2.Response:
    problem = {"code": "API:RATE", "detail": "not so fast"}
    return httpx2.Response(429, json=problem, headers={"retry-after": "7"})


def nonsense(_: httpx2.Response) -> httpx2.Response:
    return httpx2.Response(200, json={"loan": 1})


def signer(name: str) -> MemorySigner:
    return MemorySigner(keccak(text=f"tallystick test key: {name}"))


def client(api: Api, name: str | None = BORROWER, **options: Any) -> NodeClient:
    line = {"transport": api.client._transport, **options}
    return NodeClient(line.pop("url", URL), None if name is None else signer(name), **line)


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The seconds that the client would have waited."""
    rows: list[int] = []
    monkeypatch.setattr("tallystick.api._sync.line.time.sleep", rows.append)
    return rows


def order(**changes: Any) -> dict[str, Any]:
    return {
        **ORDER, "amount": 6_000 * UNIT, "owed_elsewhere": 0, "debt_payments": 100 * UNIT,
        "purpose": LoanPurpose.HOME_IMPROVEMENT, "home": Home.OWN, **changes,
    }  # fmt: skip


def test_it_signs_in_when_it_has_to_and_again_when_the_session_has_ended(
    api: Api, time: Time
) -> None:
    with client(api) as mine:
        first = mine.sessions.who_am_i()
        assert first.wallet == signer(BORROWER).address
        assert mine.sessions.who_am_i().expires_at == first.expires_at
        time.pass_by(days=1)
        assert mine.sessions.who_am_i().expires_at > first.expires_at


def test_without_a_signer_it_reads_what_anybody_may(api: Api) -> None:
    with client(api, None) as anybody:
        platform = anybody.platform.read_platform()
        assert platform.contracts == api.network.platform.deployment.addresses()
        with pytest.raises(NodeRefused, match="ACCESS:TOKEN") as refused:
            anybody.sessions.who_am_i()
        assert refused.value.status == 401
        with pytest.raises(InputError, match="NODE:SIGNER"):
            anybody.sign_in()


def test_a_message_that_signs_in_elsewhere_is_not_signed(api: Api) -> None:
    elsewhere = client(api, url="http://lend.test.example")
    with elsewhere as fooled, pytest.raises(SigningError, match="KEY:DOMAIN"):
        fooled.sign_in()
    with client(api, url="http://10.0.0.7", public_url=URL) as behind:
        assert behind.sign_in().wallet == signer(BORROWER).address


def test_amounts_are_ints_and_pages_follow_each_other(api: Api) -> None:
    numbers = [api.network.loans.active() for _ in range(2)]
    api.index()
    with client(api, None) as anybody:
        loans = list(anybody.loans.all_loans(status=LoanStanding.ACTIVE))
        assert [loan.number for loan in loans] == numbers
        terms = anybody.loans.read_loan(numbers[0]).loan
        rows = anybody.loans.read_schedule(numbers[0]).rows
        assert sum(row.principal for row in rows) == terms.principal
        pages, after = [], None
        while True:
            page = anybody.loans.list_events(limit=7, after=after)
            pages.append(page.items)
            after = page.next
            if after is None:
                break
        every = tuple(anybody.loans.all_events())
        assert len(pages) > 2
        assert sum(pages, ()) == every
        with pytest.raises(NodeRefused, match="API:LOAN"):
            anybody.loans.read_loan(999)


def test_an_approved_application_becomes_an_offer_that_the_contract_lists(api: Api) -> None:
    known(api, BORROWER)
    with client(api) as mine:
        application = mine.applications.apply_for_loan(**order())
        assert (application.state, application.amount) == (ApplicationState.SUBMITTED, 6_000 * UNIT)
        with pytest.raises(NodeRefused, match="APPLICATION:STATE"):
            mine.signed_offer(application.id)
        examine(api, application.id)
        signed = mine.signed_offer(application.id)
        borrower = Borrower(api.network.platform, api.network.session.actors.borrowers[0])
        assert borrower.act.list(signed).send().result == 1
        assert len(mine.applications.list_applications()) == 1


def test_an_order_whose_answer_was_lost_is_asked_again_and_done_once(
    api: Api, pauses: list[int]
) -> None:
    known(api, BORROWER)
    line = Lossy(api)
    with client(api, transport=line) as mine:
        mine.sign_in()
        line.faults = [lost, lost]
        application = mine.applications.apply_for_loan(**order())
        assert [
            list_application.id for list_application in mine.applications.list_applications()
        ] == [application.id]
    keys = {request.headers.get("idempotency-key") for request in line.asked[2:5]}
    assert (len(keys), pauses) == (1, [1, 2])


def test_what_may_not_be_done_twice_is_not_asked_again(api: Api, pauses: list[int]) -> None:
    known(api, BORROWER)
    line = Lossy(api)
    with client(api, transport=line) as mine:
        mine.sign_in()
        line.faults = [lost, busy]
        with pytest.raises(TransportError, match="NODE:REACH"):
            mine.people.give_consent(purpose=ConsentPurpose.CREDIT_REPORT)
        with pytest.raises(NodeBusy, match="API:RATE") as refused:
            mine.people.give_consent(purpose=ConsentPurpose.CREDIT_REPORT)
        assert (refused.value.status, refused.value.retry_after_seconds) == (429, 7)
    assert pauses == []


def test_a_busy_node_is_asked_again_when_it_says_so_and_three_times_at_most(
    api: Api, pauses: list[int]
) -> None:
    with client(api, None, transport=Lossy(api, busy, busy)) as anybody:
        assert anybody.platform.read_platform().chain_id
    assert pauses == [7, 7]
    at_last = client(api, None, transport=Lossy(api, busy, busy, busy))
    with at_last as anybody, pytest.raises(NodeBusy):
        anybody.platform.read_platform()


def test_an_answer_of_another_kind_is_no_answer(api: Api) -> None:
    odd = client(api, None, transport=Lossy(api, nonsense))
    with odd as anybody, pytest.raises(TransportError, match="NODE:ANSWER") as refused:
        anybody.platform.read_platform()
    assert refused.value.retryable is False


def test_a_refusal_names_the_fields_and_a_float_is_sent_nowhere(api: Api) -> None:
    known(api, BORROWER)
    line = Lossy(api)
    with client(api, transport=line) as mine:
        with pytest.raises(NodeRefused, match="INPUT:FIELDS") as refused:
            mine.applications.apply_for_loan(**order(months=0))
        assert list(refused.value.errors) == ["body.months"]
        asked = len(line.asked)
        with pytest.raises(TypeError, match="amount must be an int"):
            mine.applications.apply_for_loan(**order(amount=6_000.5))
        with pytest.raises(InputError, match="INPUT:RANGE"):
            mine.applications.apply_for_loan(**order(amount=-1))
        assert len(line.asked) == asked


def test_the_half_for_asyncio_does_the_same(api: Api, time: Time) -> None:
    known(api, BORROWER)

    async def several() -> None:
        transport = httpx2.ASGITransport(api.client.app)
        async with AsyncNodeClient(URL, signer(BORROWER), transport=transport) as mine:
            # Both find that they have to sign in; one does it for both.
            session, other = await asyncio.gather(
                mine.sessions.who_am_i(), mine.sessions.who_am_i()
            )
            assert session == other
            application = await mine.applications.apply_for_loan(**order())
            examine(api, application.id)
            signed = await mine.signed_offer(application.id)
            assert signed.offer.principal == 6_000 * UNIT
            time.pass_by(days=1)
            assert (await mine.people.read_me()).level == 2
            number = api.network.loans.active()
            api.index()
            assert [loan.number async for loan in mine.loans.all_loans()] == [number]
            with pytest.raises(NodeRefused, match="API:LOAN"):
                await mine.loans.read_loan(999)

    asyncio.run(several())
