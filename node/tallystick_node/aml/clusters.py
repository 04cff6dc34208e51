"""People who belong together, by what they share: a device, card, telephone, address or wallet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import rustworkx

if TYPE_CHECKING:
    from tallystick_node.aml.flows import Customer

__all__ = ["Clusters", "cluster"]


@dataclass(frozen=True, slots=True)
class Clusters:
    """Each person is in one cluster, which is named by its first member.

    members: by the cluster's name. of: the cluster's name by person. shared: what ties the members
    of a cluster together, by its name.
    """

    members: Mapping[str, frozenset[str]]
    of: Mapping[str, str]
    shared: Mapping[str, frozenset[str]]


def cluster(people: Iterable[Customer], share_max: int) -> Clusters:
    """Return the connected components of people and what they share.

    Args:
        people: Each once.
        share_max: What more people than this share says nothing of them: an office's address, the
            telephone of a branch.

    Returns:
        The clusters; a person who shares nothing is one of their own.
    """
    ordered = sorted(people, key=lambda party: party.id)
    holders: dict[str, list[int]] = defaultdict(list)
    for place, party in enumerate(ordered):
        for mark in party.marks:
            holders[mark].append(place)
    graph = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from([party.id for party in ordered])
    tying = {mark for mark, places in holders.items() if 1 < len(places) <= share_max}
    for mark in tying:
        first, *others = holders[mark]
        graph.add_edges_from([(first, other, None) for other in others])
    members, of, shared = {}, {}, {}
    for component in rustworkx.connected_components(graph):
        people_of = [ordered[place] for place in sorted(component)]
        name = people_of[0].id
        members[name] = frozenset(party.id for party in people_of)
        of.update(dict.fromkeys(members[name], name))
        shared[name] = frozenset(
            mark for party in people_of for mark in party.marks if mark in tying
        )
    return Clusters(members, of, shared)
