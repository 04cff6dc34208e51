"""An older list never replaces a newer one, and one that shrank asks first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tallystick.errors import InputError
from tallystick_node.kyc.list_versions import (
    ListVersion,
    entry_of,
    require_dated,
    require_not_older,
    require_not_shrunk,
    tally,
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
        require_not_older(listed(read_on=later, at=older), kept(), MOMENT)
    require_not_older(listed(read_on=DAY), kept(read_on=later, at=older), older)


def test_a_version_without_a_date_in_between_opens_no_way_for_older_ones() -> None:
    older = MOMENT - timedelta(days=300)
    with pytest.raises(InputError, match="LIST:OLDER"):
        require_not_older(listed(at=older), kept(at=None), MOMENT)


def test_a_version_without_a_date_after_one_with_a_date_asks_first() -> None:
    with pytest.raises(InputError, match="LIST:UNDATED"):
        require_dated(listed(at=None), MOMENT)
    require_dated(listed(), MOMENT)
    require_dated(listed(at=None), None)


def test_a_list_without_a_date_is_as_old_as_its_reading() -> None:
    with pytest.raises(InputError, match="LIST:OLDER"):
        require_not_older(listed(read_on=DAY - timedelta(days=1), at=None), kept(), MOMENT)
    require_not_older(listed(at=None), kept(), MOMENT)
    require_not_older(listed(), kept(at=None), None)


@pytest.mark.parametrize(("left", "before"), [(10, 40), (74, 100), (1, 11)])
def test_a_list_far_smaller_than_the_last_asks_first(left: int, before: int) -> None:
    with pytest.raises(InputError, match="LIST:SHRUNK"):
        require_not_shrunk(listed(left), tally(listed(before).entries))


@pytest.mark.parametrize(("left", "before"), [(75, 100), (1, 10), (40, 10), (990, 1_000)])
def test_a_list_that_lost_little_does_not(left: int, before: int) -> None:
    require_not_shrunk(listed(left), tally(listed(before).entries))


@pytest.mark.parametrize("lost", ["aliases", "birth_years", "wallets"])
def test_a_list_without_what_people_are_found_by_asks_first(lost: str) -> None:
    full = replace(
        listed(1).entries[0], aliases=(Alias("C D"),) * 4, birth_years=frozenset({1960, 1961}),
        wallets=frozenset({"0xaa", "0xbb"}),
    )  # fmt: skip
    entries = (full,) * 10
    bare = tuple(replace(entry, **{lost: type(getattr(entry, lost))()}) for entry in entries)
    before = tally(entries)
    with pytest.raises(InputError, match="LIST:SHRUNK"):
        require_not_shrunk(replace(listed(), entries=bare), before)
    require_not_shrunk(replace(listed(), entries=entries), before)


def test_an_entry_of_an_older_version_gets_keys_for_its_countries() -> None:
    entry = ListEntry(
        "1", "A B", "individual", "X", (Alias("C", weak=True),), frozenset({1960}),
        frozenset({"CN"}), frozenset({"0xaa"}),
    )  # fmt: skip
    assert entry_of(written(entry)) == entry
    assert entry_of(written(entry) | {"countries": ["CHINA."]}) == entry
