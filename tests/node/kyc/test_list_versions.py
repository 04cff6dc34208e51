"""An older list never replaces a newer one, and one that shrank asks first."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tallystick.errors import InputError
from tallystick_node.kyc.list_versions import (
    ListVersion,
    entry_of,
    require_not_older,
    require_not_shrunk,
    written,
)
from tallystick_node.kyc.sanctions.lists import Alias, ListEntry, SanctionsList

DAY = date(2026, 3, 1)
MOMENT = datetime(2026, 2, 27, tzinfo=UTC)


def listed(count: int = 1, read_on: date = DAY, at: datetime | None = MOMENT) -> SanctionsList:
    entries = tuple(ListEntry(str(number), "A B", "entity", "X") for number in range(count))
    return SanctionsList("UN", read_on, "ab" * 32, entries, at)


def kept(entries: int = 1, read_on: date = DAY, at: datetime | None = MOMENT) -> ListVersion:
    return ListVersion(1, "UN", "cd" * 32, read_on, entries, at)


def test_the_publishers_date_decides_and_not_the_day_of_import() -> None:
    older, later = MOMENT - timedelta(days=700), DAY + timedelta(days=9)
    with pytest.raises(InputError, match="LIST:OLDER"):
        require_not_older(listed(read_on=later, at=older), kept())
    require_not_older(listed(read_on=DAY), kept(read_on=later, at=older))


def test_a_list_without_a_date_is_as_old_as_its_reading() -> None:
    with pytest.raises(InputError, match="LIST:OLDER"):
        require_not_older(listed(read_on=DAY - timedelta(days=1), at=None), kept())
    require_not_older(listed(at=None), kept())
    require_not_older(listed(), kept(at=None))


@pytest.mark.parametrize(("left", "before"), [(10, 40), (74, 100), (1, 11)])
def test_a_list_far_smaller_than_the_last_asks_first(left: int, before: int) -> None:
    with pytest.raises(InputError, match="LIST:SHRUNK"):
        require_not_shrunk(listed(left), kept(before))


@pytest.mark.parametrize(("left", "before"), [(75, 100), (1, 10), (40, 10), (990, 1_000)])
def test_a_list_that_lost_little_does_not(left: int, before: int) -> None:
    require_not_shrunk(listed(left), kept(before))


def test_an_entry_of_an_older_version_gets_keys_for_its_countries() -> None:
    entry = ListEntry(
        "1", "A B", "individual", "X", (Alias("C", weak=True),), frozenset({1960}),
        frozenset({"CN"}), frozenset({"0xaa"}),
    )  # fmt: skip
    assert entry_of(written(entry)) == entry
    assert entry_of(written(entry) | {"countries": ["CHINA."]}) == entry
