"""Tables as files: no text of theirs is a formula, and no row is short."""

from __future__ import annotations

import pytest

from tallystick.errors import InputError
from tallystick_node.supervision.layout import require, table_text


def test_a_text_is_no_formula_and_a_number_stays_one() -> None:
    rows = [("=1+1", -5), ("a,b", None), ("+x", 7)]
    assert table_text(("a", "b"), rows) == b"a,b\r\n'=1+1,-5\r\n\"a,b\",\r\n'+x,7\r\n"


def test_a_short_row_is_refused() -> None:
    with pytest.raises(InputError, match="FILES:INVALID"):
        table_text(("a", "b"), [("1",)])


def test_a_rule_that_holds_refuses_nothing() -> None:
    require(True, "M01", "holds")
    with pytest.raises(InputError, match="FILES:INVALID.*M01 holds"):
        require(False, "M01", "holds")
