"""Closed mentions are forgotten after the days of the policy; open ones and hashes are kept."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from node.support.builders import CLERK, Counter
from node.support.test_mentions import GRAVE, MILD, brought, done, row, taken, watching
from tallystick_node.infrastructure.jobs.kinds import Job
from tallystick_node.infrastructure.jobs.rules import PLATFORM, JobKey
from tallystick_node.storage.tables import mention_acts, mentions
from tallystick_node.support.jobs import SUPPORT_MENTIONS, kinds_of_support
from tallystick_node.support.mention_retention import KEEP_DAYS
from tallystick_node.support.mention_rules import MentionAct
from tallystick_node.support.refusals import NoSupport

__all__ = ["watching"]


def closed(counter: Counter) -> None:
    """The severe mention is closed, the other one is open."""
    assert brought(counter, GRAVE, MILD).mentions == (1, 2)
    taken(counter)
    done(counter, MentionAct.RESPOND, "told them on the phone")
    done(counter, MentionAct.CLOSE)


def look(counter: Counter) -> None:
    """Do the job of today."""
    key = JobKey(counter.support.desk.context.today, SUPPORT_MENTIONS, PLATFORM)
    effect = kinds_of_support(counter.support)[1].run(Job(1, key, 1, 1))
    with counter.database.writing() as connection:
        effect(connection)


def whole(counter: Counter) -> str:
    with counter.database.reading() as connection:
        kept = [connection.execute(select(table)).all() for table in (mentions, mention_acts)]
    return repr(kept)


def test_what_is_closed_is_kept_for_its_days_and_forgotten_then(watching: Counter) -> None:
    closed(watching)
    keep = watching.support.desk.context.number(KEEP_DAYS)
    watching.time.pass_by(days=keep - 1)
    look(watching)
    assert row(watching).title == GRAVE["title"]
    watching.time.pass_by(days=2)
    look(watching)
    with pytest.raises(NoSupport, match="MENTION:NONE"):
        row(watching)
    left = whole(watching)
    for gone in (GRAVE["title"], GRAVE["link"], "told them on the phone", "跑路"):
        assert gone not in left
    # The open one is there, and the journal says how many were forgotten, and not what.
    assert row(watching, 2).title == MILD["title"]
    assert watching.acts().count("mention.forgotten") == 1
    with watching.database.reading() as connection:
        assert watching.support.mentions.closed(connection, 10) == []
    look(watching)
    assert watching.acts().count("mention.forgotten") == 1


def test_what_was_forgotten_is_not_brought_in_anew(watching: Counter) -> None:
    closed(watching)
    watching.time.pass_by(days=watching.support.desk.context.number(KEEP_DAYS) + 1)
    look(watching)
    again = brought(watching, GRAVE)
    assert (again.mentions, again.duplicates) == ((), 1)


def test_an_entry_without_a_title_is_no_forgotten_one(watching: Counter) -> None:
    brought(watching, {"link": "https://f.example/3", "title": "", "text": "late again"})
    with watching.database.writing() as connection:
        watching.support.mentions.assign(connection, 1, CLERK, CLERK)
    assert row(watching).excerpt == "late again"
    watching.time.pass_by(days=watching.support.desk.context.number(KEEP_DAYS) + 1)
    look(watching)
    assert row(watching).excerpt == "late again"
