"""Which roles the events of the chain took from a wallet, and since when that counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert

from tallystick_node.auth.rights import Role
from tallystick_node.auth.role_events import indexed_block, roles_lost
from tallystick_node.storage.tables import events

if TYPE_CHECKING:
    from tallystick_node.storage import Database

WALLET = "0x1000000000000000000000000000000000000001"
OTHER = "0x2000000000000000000000000000000000000002"
BLOCK = 7
OF_GOVERNOR = {Role.COMPLIANCE, Role.UNDERWRITER, Role.GUARDIAN, Role.PUBLISHER, Role.SERVICER}


def logged(
    database: Database, contract: str, name: str, fields: dict[str, Any], block: int = BLOCK
) -> None:
    row = {
        "block": block, "place": 0, "tx_hash": "0x", "contract": contract, "name": name,
        "fields": fields,
    }  # fmt: skip
    with database.writing() as connection:
        connection.execute(insert(events).values(row))


def lost(database: Database, after: int = BLOCK - 1) -> set[str]:
    with database.reading() as connection:
        return set(roles_lost(connection, WALLET, after))


@pytest.mark.parametrize(
    ("contract", "name", "fields", "gone"),
    [
        ("Governor", "RolesSet", {"account": WALLET, "role_bits": 0}, OF_GOVERNOR),
        (
            "Governor", "RolesSet", {"account": WALLET, "role_bits": 1},
            OF_GOVERNOR - {Role.COMPLIANCE},
        ),
        ("Governor", "RolesSet", {"account": WALLET, "role_bits": 31}, set()),
        ("Governor", "RolesSet", {"account": OTHER, "role_bits": 0}, set()),
        ("Governor", "MemberReplaced", {"member": WALLET, "successor": OTHER}, {Role.COUNCIL}),
        ("Governor", "MemberReplaced", {"member": OTHER, "successor": WALLET}, set()),
        ("Governor", "TreasurySet", {"account": OTHER}, {Role.TREASURY}),
        ("Governor", "TreasurySet", {"account": WALLET}, set()),
        ("Registry", "SeatChanged", {"seat": WALLET, "state": 2}, {Role.ATTESTOR}),
        ("Registry", "SeatChanged", {"seat": WALLET, "state": 0}, {Role.ATTESTOR}),
        ("Registry", "SeatChanged", {"seat": WALLET, "state": 1}, set()),
        ("Registry", "SeatChanged", {"seat": OTHER, "state": 2}, set()),
        ("Escrow", "SeatChanged", {"seat": WALLET, "state": 2}, set()),
    ],
)  # fmt: skip
def test_what_an_event_takes_away(
    database: Database, contract: str, name: str, fields: dict[str, Any], gone: set[Role]
) -> None:
    logged(database, contract, name, fields)
    assert lost(database) == {role.value for role in gone}


def test_a_role_that_came_back_was_lost_all_the_same(database: Database) -> None:
    logged(database, "Governor", "RolesSet", {"account": WALLET, "role_bits": 0})
    logged(database, "Governor", "RolesSet", {"account": WALLET, "role_bits": 1}, BLOCK + 1)
    assert Role.COMPLIANCE.value in lost(database)


def test_what_was_before_counts_no_more(database: Database) -> None:
    logged(database, "Governor", "RolesSet", {"account": WALLET, "role_bits": 0})
    assert lost(database, after=BLOCK) == set()


def test_before_the_first_look_no_block_is_known(database: Database) -> None:
    with database.reading() as connection:
        assert indexed_block(connection) is None
