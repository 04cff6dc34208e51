"""People who belong together."""

from __future__ import annotations

from node.aml.scenes import party
from tallystick_node.aml.clusters import cluster


def test_what_is_shared_ties_over_several_steps() -> None:
    people = [party("a", "device:1"), party("b", "device:1", "card:2"), party("c", "card:2")]
    clusters = cluster([*people, party("d", "card:3")], 20)
    assert clusters.members["a"] == frozenset("abc")
    assert clusters.shared["a"] == frozenset({"device:1", "card:2"})
    assert clusters.of == {"a": "a", "b": "a", "c": "a", "d": "d"}
    assert clusters.shared["d"] == frozenset()


def test_what_too_many_share_ties_nobody() -> None:
    people = [party(f"p{n}", "address:office") for n in range(4)]
    assert len(cluster(people, 3).members) == 4
    assert len(cluster(people, 4).members) == 1
