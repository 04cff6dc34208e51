"""Keys of supervisors: shown once, kept as a hash, bound to networks, scopes and time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from node.supervision.builders import acts, asked, issue
from tallystick.errors import InputError, TallystickError
from tallystick_node.auth.refusals import Forbidden, NotSignedIn, TooMany
from tallystick_node.storage.tables import regulator_keys
from tallystick_node.supervision.refusals import NoSupervision, SupervisionRefused
from tallystick_node.supervision.rules import REQUESTS_A_MINUTE, RegulatorScope

if TYPE_CHECKING:
    from node.times import Time
    from tallystick_node.storage import Database
    from tallystick_node.supervision.service import Supervision


def revoke(supervision: Supervision, number: int) -> None:
    with supervision.desk.database.writing() as connection:
        supervision.keys.revoke(connection, number, "operator")


def test_a_key_is_shown_once_and_its_hash_is_kept(
    supervision: Supervision, database: Database
) -> None:
    issued = issue(supervision)
    with database.reading() as connection:
        row = connection.execute(select(regulator_keys)).one()
        listed = supervision.keys.all(connection)
    assert issued.secret not in repr(row)
    assert issued.secret not in repr(acts(database))
    assert listed == [issued.entry]
    assert len(issued.secret) > 40
    assert issue(supervision).secret != issued.secret


def test_who_has_a_key_is_let_in_and_journalled(
    supervision: Supervision, database: Database
) -> None:
    issued = issue(supervision)
    request = asked(RegulatorScope.FILES, path="/v1/regulator/files")
    assert supervision.keys.admit(issued.secret, request) == issued.entry
    entry = (
        "regulator 1", "regulator.request", "/v1/regulator/files",
        {"address": "192.0.2.7", "method": "GET"},
    )  # fmt: skip
    last = acts(database)[-1]
    assert last[:3] == entry[:3]
    assert "192.0.2.7" in str(last[3])


def test_who_has_none_is_refused_and_leaves_no_trace(
    supervision: Supervision, database: Database
) -> None:
    issued = issue(supervision)
    before = acts(database)
    for secret in ("", "tsr_", issued.secret[:-1], issued.secret + "x", "tsr_\ud800"):
        with pytest.raises(NotSignedIn, match="REGULATOR:KEY"):
            supervision.keys.admit(secret, asked())
    assert acts(database) == before


@pytest.mark.parametrize(
    ("scope", "address", "kind", "code"),
    [
        (RegulatorScope.QUESTIONS, "192.0.2.7", Forbidden, "REGULATOR:SCOPE"),
        (RegulatorScope.FILES, "198.51.100.7", Forbidden, "REGULATOR:ADDRESS"),
        (RegulatorScope.FILES, "", Forbidden, "REGULATOR:ADDRESS"),
    ],
)
def test_another_scope_or_address_is_refused_and_journalled(
    supervision: Supervision, database: Database, scope: RegulatorScope, address: str,
    kind: type[TallystickError], code: str,
) -> None:  # fmt: skip
    issued = issue(supervision, scopes=["files"])
    with pytest.raises(kind, match=code):
        supervision.keys.admit(issued.secret, asked(scope, address))
    assert code in str(acts(database)[-1][3])


def test_a_key_ends_with_its_last_day(supervision: Supervision, time: Time) -> None:
    issued = issue(supervision, expires_on=supervision.desk.today)
    supervision.keys.admit(issued.secret, asked())
    time.now = time.now.replace(hour=23, minute=59)
    supervision.keys.admit(issued.secret, asked())
    time.pass_by(seconds=60)
    with pytest.raises(NotSignedIn, match=r"REGULATOR:ENDED.*expired"):
        supervision.keys.admit(issued.secret, asked())


def test_a_revoked_key_ends_at_once_and_only_once(supervision: Supervision) -> None:
    issued, other = issue(supervision), issue(supervision)
    revoke(supervision, issued.entry.number)
    with pytest.raises(NotSignedIn, match=r"REGULATOR:ENDED.*revoked"):
        supervision.keys.admit(issued.secret, asked())
    supervision.keys.admit(other.secret, asked())
    with pytest.raises(SupervisionRefused, match="REGULATOR:REVOKED"):
        revoke(supervision, issued.entry.number)
    with pytest.raises(NoSupervision, match="REGULATOR:NO_KEY"):
        revoke(supervision, 99)


def test_a_key_asks_so_often_a_minute_and_no_more(
    supervision: Supervision, database: Database, time: Time
) -> None:
    issued, other = issue(supervision), issue(supervision)
    for _ in range(REQUESTS_A_MINUTE):
        supervision.keys.admit(issued.secret, asked())
    before = acts(database)
    with pytest.raises(TooMany, match="REGULATOR:RATE"):
        supervision.keys.admit(issued.secret, asked())
    assert acts(database) == before, "a flood does not fill the journal"
    supervision.keys.admit(other.secret, asked())
    time.pass_by(seconds=60)
    supervision.keys.admit(issued.secret, asked())


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"name": " "}, "SUPERVISION:TEXT"), ({"scopes": ["all"]}, "REGULATOR:SCOPES"),
     ({"networks": ["0.0.0.0/0"]}, "REGULATOR:NETWORKS")],
)  # fmt: skip
def test_a_key_that_breaks_a_rule_is_not_issued(
    supervision: Supervision, database: Database, changes: dict[str, object], code: str
) -> None:
    with pytest.raises(InputError, match=code):
        issue(supervision, **changes)
    with pytest.raises(InputError, match="REGULATOR:EXPIRY"):
        issue(supervision, expires_on=supervision.desk.today + timedelta(days=731))
    with database.reading() as connection:
        assert supervision.keys.all(connection) == []
    assert acts(database) == []
