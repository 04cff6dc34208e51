"""The picture of a run: well-formed, and lines where the figures are."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from tallystick_node.risk.run_picture import run_picture
from tallystick_node.risk.withdrawal_run import RunDay

SVG = "{http://www.w3.org/2000/svg}"


def day(number: int, *waiting: int) -> RunDay:
    return RunDay(number, dict(zip(("50", "90", "99"), waiting, strict=True)))


def test_each_share_of_the_paths_has_its_line() -> None:
    drawn = ET.fromstring(run_picture([day(1, 0, 10, 100), day(2, 50, 60, 70)]))
    lines = drawn.findall(f"{SVG}polyline")
    assert [line.get("points") for line in lines] == [
        "60,200 710,115", "60,183 710,98", "60,30 710,81",
    ]  # fmt: skip
    assert drawn.findtext(f"{SVG}title")
    assert "100" in (drawn.findtext(f"{SVG}desc") or "")


def test_a_run_without_a_queue_lies_on_the_ground() -> None:
    drawn = ET.fromstring(run_picture([day(1, 0, 0, 0)]))
    assert {line.get("points") for line in drawn.findall(f"{SVG}polyline")} == {"60,200"}
