"""A loan's sheet: the parts A to I, in the words of its own risk statement."""

from __future__ import annotations

import json

import pytest

from node.supervision.builders import BORROWERS, loan_of, report_of, statement_of
from tallystick.errors import InputError
from tallystick_node.supervision.kiis_layout import PARTS, WARNING, kiis_file

SALT = b"\7" * 32


def test_every_part_is_there() -> None:
    stated = statement_of(1)
    report = report_of([loan_of(1, stated)])
    file = kiis_file(report, 1, stated, SALT)
    sheet = json.loads(file.content)
    assert all(sheet[part] for part in PARTS)
    assert sheet["offer_id"] == "1337-" + "cc" * 20 + "-1"
    assert sheet["warning"] == WARNING
    assert sheet["A"]["purpose"] == "seed"
    assert sheet["C"]["worst_case"]["principal_lost"] == "1000000"
    assert sheet["G"]["source_of_repayment"] == "harvest"
    assert sheet["risk_statement"] == "0x" + stated.hash.hex()
    assert BORROWERS[1][2:] not in file.content.decode()


def test_a_loan_that_is_not_there_has_no_sheet() -> None:
    stated = statement_of(1)
    with pytest.raises(InputError, match="FILES:INVALID.*loan 2"):
        kiis_file(report_of([loan_of(1, stated)]), 2, stated, SALT)


@pytest.mark.parametrize("changes", [{"principal": 2_000_000}, {"rate_ppm": 90_000}, {"level": 4}])
def test_a_statement_of_other_terms_is_refused(changes: dict[str, int]) -> None:
    report = report_of([loan_of(1, statement_of(1))])
    with pytest.raises(InputError, match="FILES:INVALID.*risk statement"):
        kiis_file(report, 1, statement_of(1, **changes), SALT)
