"""A version is made ready once, and gives way to the next one of its publisher."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from node.kyc.test_matches import one_line
from tallystick_node.kyc.prepared_lists import Screens
from tallystick_node.kyc.sanctions.screening import ScreeningVerdict, Subject

if TYPE_CHECKING:
    from node.kyc.builders import Room


def test_the_newest_version_of_a_publisher_is_kept_ready(room: Room) -> None:
    watchlist, screens = room.people.watchlist, Screens()
    old = watchlist.bring_in(one_line("EXAMPLOV, Anton", "OFAC", 1), actor="a")
    new = watchlist.bring_in(one_line("EXAMPLOV, Boris", "OFAC", 2), actor="a")
    subject = Subject("Anton Examplov", date(1970, 1, 1))
    with room.people.context.database.reading() as connection:
        first = screens.of(connection, old)
        assert screens.of(connection, old) is first
        second = screens.of(connection, new)
        assert screens.of(connection, new) is second is not first
    assert first.look_for(subject).verdict is ScreeningVerdict.BLOCK
    assert second.look_for(subject).list_sha256 != first.look_for(subject).list_sha256
