"""Nothing reaches a log line that was not allowed by name."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from tallystick.errors import InputError
from tallystick_node.infrastructure.logs import REDACTED, configure_logs

PERSON = {
    "name": "Zhang Wei",
    "id_number": "11010519491231002X",
    "phone": "+8613800138000",
    "card": "6222020200112233",
    "email": "zhang@example.org",
    "sql": "INSERT INTO people VALUES ('Zhang Wei')",
}


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    outcome = io.StringIO()
    configure_logs("info", outcome)
    yield outcome
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_json_with_what_was_allowed(stream: io.StringIO) -> None:
    structlog.get_logger("tallystick.jobs").info("job done", kind="journal", attempts=1)
    (line,) = lines(stream)
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "job done",
        "kind": "journal",
        "attempts": 1,
        "level": "info",
        "logger": "tallystick.jobs",
    }


def test_no_field_of_a_person_reaches_a_line(stream: io.StringIO) -> None:
    structlog.get_logger("any").warning("enrolled", **PERSON, person=PERSON, subject="p1")
    text = stream.getvalue()
    assert [value for value in PERSON.values() if value in text] == []
    (line,) = lines(stream)
    assert line["id_number"] == line["person"] == REDACTED
    assert line["subject"] == "p1"


def test_an_exception_is_told_without_its_text(stream: io.StringIO) -> None:
    log = structlog.get_logger("any")

    def refuse() -> None:
        raise InputError("INPUT:ID", f"{PERSON['id_number']} is no identity number")

    try:
        refuse()
    except InputError as error:
        log.exception("refused", exc_info=error)
        log.exception("refused again")
        logging.getLogger("other").exception("refused elsewhere")
    assert PERSON["id_number"] not in stream.getvalue()
    for line in lines(stream):
        assert line["exception"]["kind"] == "InputError"
        assert line["exception"]["code"] == "INPUT:ID"
        assert "test_logs.py" in line["exception"]["at"][-1]


def test_what_is_below_the_level_is_not_written(stream: io.StringIO) -> None:
    structlog.get_logger("any").debug("detail")
    logging.getLogger("uvicorn.access").info("GET /")
    assert lines(stream) == []


def test_libraries_write_in_the_same_form(stream: io.StringIO) -> None:
    logging.getLogger("uvicorn.error").warning("port %s is taken", 80)
    (line,) = lines(stream)
    assert (line["event"], line["logger"]) == ("port 80 is taken", "uvicorn.error")
