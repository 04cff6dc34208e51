"""Gas is paid once for a real person, within what there is for a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from node.api.builders import Api, key_of
from node.api.test_lending import BORROWER, OTHER, known
from node.api.test_people import registered
from node.infrastructure.transactions.builders import SenderScene
from tallystick.errors import ConfigError
from tallystick_node.infrastructure.settings.settings import load_settings
from tallystick_node.kyc.gas_sponsorship import Sponsorship

if TYPE_CHECKING:
    from pathlib import Path

WEI = 10**15
PATH = "/v1/me/sponsorship"


@pytest.fixture
def sender(api: Api) -> SenderScene:
    """The account that pays: there is enough for one person a day, and not for two."""
    scene = SenderScene(api.network, api.node.foundation.database, api.time)
    api.node.services.sponsorship = Sponsorship(
        api.node.foundation.database,
        scene.book,
        api.node.services.kyc.levels,
        api.time,
        scene.address,
        WEI,
        2 * WEI - 1,
    )
    return scene


def coins(api: Api, name: str) -> int:
    return api.network.connection.coin_balance(key_of(name).address)


def asked(api: Api, headers: dict[str, str]) -> tuple[int, Any]:
    response = api.client.post(PATH, headers=headers)
    return response.status_code, response.json()


def test_a_person_gets_coins_for_the_first_transactions(api: Api, sender: SenderScene) -> None:
    headers = known(api, BORROWER)
    before = coins(api, BORROWER)
    status, response = asked(api, headers)
    assert (status, response["state"], response["wei"]) == (201, "planned", str(WEI))
    sender.settle(sender.engine())
    response = api.client.get(PATH, headers=headers).json()
    assert (response["state"], response["wallet"]) == ("done", key_of(BORROWER).address)
    assert coins(api, BORROWER) - before == WEI
    with api.node.foundation.database.reading() as connection:
        spent = sender.engine().ledger.spent(connection, api.time().date())
    receipt = api.network.connection.receipt(bytes.fromhex(response["tx_hash"][2:]))
    assert receipt is not None
    # The day's cap counts what was given and what it took to give it.
    assert spent > WEI
    assert (spent - WEI) % receipt.gas_used == 0


def test_nobody_gets_them_twice(api: Api, sender: SenderScene) -> None:
    headers = known(api, BORROWER)
    assert asked(api, headers)[0] == 201
    api.time.pass_by(days=1)
    status, response = asked(api, known_again(api))
    assert (status, response["code"]) == (409, "SPONSORSHIP:ONCE")
    sender.settle(sender.engine())
    assert sender.nonce() == 1


def known_again(api: Api) -> dict[str, str]:
    """The same person, whose session of yesterday has ended."""
    return api.sign_in(BORROWER)


def test_a_day_s_budget_is_not_passed_and_the_next_day_has_its_own(
    api: Api, sender: SenderScene
) -> None:
    assert asked(api, known(api, BORROWER))[0] == 201
    other = known(api, OTHER, "321")
    status, response = asked(api, other)
    assert (status, response["code"]) == (409, "SPONSORSHIP:BUDGET")
    assert api.client.get(PATH, headers=other).json()["code"] == "SPONSORSHIP:NONE"
    api.time.pass_by(days=1)
    assert asked(api, api.sign_in(OTHER))[0] == 201
    sender.settle(sender.engine())
    assert sender.nonce() == 2


def test_whoever_is_not_known_gets_nothing(api: Api, sender: SenderScene) -> None:
    status, response = asked(api, api.sign_in("outsider"))
    assert (status, response["code"]) == (404, "PEOPLE:UNKNOWN")
    status, response = asked(api, registered(api))
    assert (status, response["code"]) == (409, "SPONSORSHIP:LEVEL")
    assert api.client.post(PATH).status_code == 401
    sender.settle(sender.engine())
    assert sender.nonce() == 0


def test_without_an_account_or_an_amount_it_is_off(api: Api, sender: SenderScene) -> None:
    headers = known(api, BORROWER)
    for account, wei in ((None, WEI), (sender.address, 0)):
        api.node.services.sponsorship = Sponsorship(
            api.node.foundation.database,
            sender.book,
            api.node.services.kyc.levels,
            api.time,
            account,
            wei,
            WEI,
        )
        status, response = asked(api, headers)
        assert (status, response["code"]) == (409, "SPONSORSHIP:OFF")


def test_the_budget_is_off_by_itself_except_in_development(tmp_path: Path) -> None:
    for dev in (False, True):
        sponsorship = load_settings({"data_dir": tmp_path, "dev": dev}, {})[0].sponsorship
        assert (sponsorship.person(dev=dev) > 0, sponsorship.day(dev=dev) > 0) == (dev, dev)
    fields = {"wei_per_person": 1, "wei_per_day": 5 * 10**16}
    load_settings({"data_dir": tmp_path, "sponsorship": fields}, {})
    fields["wei_per_day"] += 1
    with pytest.raises(ConfigError, match="more than half of sender"):
        load_settings({"data_dir": tmp_path, "sponsorship": fields}, {})
