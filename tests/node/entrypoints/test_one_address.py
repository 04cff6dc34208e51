"""Two APIs and two workers behind one address, as compose.yaml describes them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TYPE_CHECKING

import pytest
import requests
import yaml
from requests.adapters import HTTPAdapter

from chains import anvil
from node.entrypoints.composition import COMPOSE, Composition, composed
from node.entrypoints.customer import await_that
from node.entrypoints.premises import disturbed
from node.entrypoints.test_whole_life import in_order, lived
from tallystick import Investor, NodeClient, Platform
from tallystick.api import FollowedEvent
from tallystick.chain._sync.events import EventStream
from tallystick.chain.logs import Event
from tallystick.chain.signer import MemorySigner
from tallystick.errors import NodeRefused
from tallystick_node.bootstrap.dev_keys import dev_keys

if TYPE_CHECKING:
    from pathlib import Path

    from node.entrypoints.premises import Premises
    from postgres import Cluster

LIMIT = 240
LATE_SECONDS = 2.5


class From(HTTPAdapter):
    """A caller at another address of this machine."""

    def __init__(self, address: str) -> None:
        self._address = address
        super().__init__()

    def init_poolmanager(self, *places: object, **named: object) -> None:
        super().init_poolmanager(*places, source_address=(self._address, 0), **named)  # type: ignore[arg-type]


def caller(address: str) -> requests.Session:
    session = requests.Session()
    session.mount("http://", From(address))
    return session


@pytest.fixture(scope="module")
def rpc() -> Iterator[str]:
    with anvil("--block-time", "1") as url:
        yield url


@pytest.fixture(scope="module")
def site(
    rpc: str, cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Premises]:
    folder = tmp_path_factory.mktemp("site") / "node"
    more = {"TALLYSTICK_NODE_REQUESTS_PER_MINUTE": str(LIMIT)}
    with composed(folder, rpc, cluster.new_database(), more) as premises:
        yield premises


def apis(site: Premises) -> list[str]:
    return [process.url for process in site.processes[2:]]


def test_the_file_describes_two_apis_two_workers_and_what_they_need() -> None:
    document = yaml.safe_load(COMPOSE.read_text("utf-8"))
    services = document["services"]
    assert set(services) == {
        "database", "chain", "worker-one", "worker-two", "api-one", "api-two", "proxy",
    }  # fmt: skip
    composition = Composition.read()
    assert composition.names == ["worker-one", "worker-two", "api-one", "api-two"]
    for name in composition.names:
        assert f"--serve={name.partition('-')[0]}" in services[name]["command"]
        assert services[name]["environment"] == document["x-node"]["environment"]
    assert composition.proxy_file.is_file()
    # Only the proxy is reached from elsewhere, and from this machine alone.
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    (published,) = services["proxy"]["ports"]
    assert published.startswith("127.0.0.1:")
    (network,) = document["networks"]["default"]["ipam"]["config"]
    assert network["subnet"] in document["x-node"]["environment"]["TALLYSTICK_NODE_PROXIES"]


@pytest.mark.long
def test_pages_and_api_answer_at_the_one_address(site: Premises) -> None:
    page = requests.get(site.url + "/", timeout=30)
    assert page.status_code == 200
    assert "text/html" in page.headers["content-type"]
    assert "content-security-policy" in page.headers
    with NodeClient(site.url) as node:
        assert node.platform.read_platform().chain_id == 31_337
    ready = requests.get(site.url + "/readyz", timeout=30)
    assert (ready.status_code, ready.json()["ok"]) == (200, True)
    assert requests.get(site.url + "/metrics", timeout=30).status_code == 404
    assert requests.get(apis(site)[0] + "/metrics", timeout=30).status_code == 200


@pytest.mark.long
def test_who_signs_in_at_one_process_is_known_at_the_other(site: Premises) -> None:
    first, second = apis(site)
    wallet = MemorySigner(f"{77:064x}")
    with NodeClient(first, wallet, public_url=site.url) as there:
        token = there.sign_in().token
        with NodeClient(second, token=token) as here:
            assert here.sessions.who_am_i().wallet == wallet.address
            there.sessions.sign_out()
            with pytest.raises(NodeRefused):
                here.sessions.who_am_i()
    with NodeClient(site.url, wallet) as node:
        assert {node.sessions.who_am_i().wallet for _ in range(4)} == {wallet.address}


@pytest.mark.long
def test_a_file_that_has_not_changed_is_not_sent_again(site: Premises) -> None:
    index = site.url + "/reports/index.json"
    whole = requests.get(index, timeout=30)
    assert whole.status_code == 200
    tag = whole.headers["etag"]
    for _ in range(4):  # at both processes
        again = requests.get(index, headers={"if-none-match": tag}, timeout=30)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    other = requests.get(index, headers={"if-none-match": '"other"'}, timeout=30)
    assert (other.status_code, other.content) == (200, whole.content)


@pytest.mark.long
def test_a_caller_has_one_limit_at_all_processes(site: Premises) -> None:
    def ask(session: requests.Session) -> int:
        return session.get(site.url + "/v1/platform", timeout=30).status_code

    with caller("127.0.0.9") as session, ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: ask(session), range(2 * LIMIT)))
        taken = answers.count(200)
        # Each process alone would have let so many pass; a second's requests may be beyond it.
        assert LIMIT <= taken < 2 * LIMIT
        time.sleep(LATE_SECONDS)
        for place in (site.url, site.url, *apis(site)):
            refused = session.get(place + "/v1/platform", timeout=30)
            assert refused.status_code == 429
            assert int(refused.headers["retry-after"]) >= 1
        # Nobody gets a new limit by saying that they are somebody else.
        feigned = {"x-forwarded-for": "203.0.113.7"}
        answer = session.get(site.url + "/v1/platform", headers=feigned, timeout=30)
        assert answer.status_code == 429
    with caller("127.0.0.10") as other:
        assert ask(other) == 200


@pytest.mark.long
def test_a_process_that_is_killed_is_not_noticed_by_who_reads(site: Premises) -> None:
    def read(session: requests.Session) -> set[int]:
        statuses = set()
        for _ in range(120):
            statuses.add(session.get(site.url + "/v1/platform", timeout=30).status_code)
            time.sleep(0.05)
        return statuses

    with caller("127.0.0.11") as session, ThreadPoolExecutor(1) as pool:
        answers = pool.submit(read, session)
        time.sleep(1)
        site.processes[2].kill()
        time.sleep(3)
        site.processes[2].start()
        assert answers.result() == {200}
    url = site.processes[2].url
    assert await_that(lambda: requests.get(url + "/readyz", timeout=30).ok, "ready again")


@pytest.mark.long
def test_who_follows_events_misses_none_when_a_process_is_killed(site: Premises) -> None:
    platform = Platform.connect(site.rpc, site.deployment)
    investor = Investor(platform, dev_keys(site.directory).signers["investor"])
    wanted = 12
    with NodeClient(site.url) as node, ThreadPoolExecutor(1) as pool:
        place = f"{platform.connection.block_number()}-1000000000-0"
        came = pool.submit(lambda: list(islice(node.follow_events(after=place), wanted)))
        for number in range(1, wanted + 1):
            investor.act.cancel_below(number).send()
            if number in {4, 7}:  # each of the two that may serve the stream
                site.processes[2 + number % 2].kill()
                site.processes[2 + number % 2].start()
        followed = came.result(120)
    places = [
        (item.event.block, item.event.place) for item in followed if isinstance(item, FollowedEvent)
    ]
    read = [
        (event.block, event.index)
        for event in EventStream(platform).poll()
        if isinstance(event, Event) and event.block > int(place.partition("-")[0])
    ]
    assert places == read[:wanted]


@pytest.mark.long
def test_a_life_at_the_one_address_is_complete_whoever_is_killed(
    rpc: str, cluster: Cluster, tmp_path: Path
) -> None:
    """Registrations, money, applications, loans, reports: each once, and chain = ledger = bank."""
    more = {"TALLYSTICK_NODE_REQUESTS_PER_MINUTE": "1000000"}
    with composed(tmp_path / "node", rpc, cluster.new_database(), more) as premises:
        with disturbed(premises, 3, (1, 5)):
            life = lived(premises)
        assert premises.kills > 2
        in_order(life)
