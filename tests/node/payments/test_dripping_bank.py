"""A bank that drips its answer is given up in the time that it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from client.exchanges.dripping import DRIPS, dripping, stopwatch
from node.payments.test_http_custodian import DAY, FIELDS
from tallystick_node.payments.custodian import CustodianUnavailable
from tallystick_node.payments.http_custodian import HttpCustodian

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(params=DRIPS)
def bank(request: pytest.FixtureRequest) -> Iterator[HttpCustodian]:
    with dripping(request.param) as place:
        custodian = HttpCustodian(f"http://{place}", "token", FIELDS, seconds_max=0.5)
        yield custodian
        custodian.close()


def test_a_bank_that_drips_is_given_up_in_time(bank: HttpCustodian) -> None:
    with stopwatch(2), pytest.raises(CustodianUnavailable, match="BANK:UNREACHABLE"):
        bank.balance(DAY)


def test_a_bank_that_drips_is_left_alone_after_some_failures(bank: HttpCustodian) -> None:
    bank.seconds_max = 0.05
    for _ in range(5):
        with pytest.raises(CustodianUnavailable, match="BANK:UNREACHABLE"):
            bank.balance(DAY)
    with pytest.raises(CustodianUnavailable, match="BANK:PAUSED"):
        bank.balance(DAY)
