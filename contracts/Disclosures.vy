# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# pragma nonreentrancy on
"""
@title Disclosures: what was published, and when
@custom:contract-name Disclosures
@license MIT
@notice An append-only list of Merkle roots. Nothing published is ever
        replaced; an amendment is a further version beside the first.
@dev Trust: a publisher decides what is anchored, never what was. Figures are
     proved by recomputing them from events, not by being here.
     Invariants: an anchor never changes; a subject's versions count from 1
     without a gap.
     Storage: the anchors by number, and the numbers by subject and version.
     Roles: PUBLISHER anchors.
     Wind-down: publishing goes on, so that progress can be reported.
@custom:kill Cannot be stopped.
"""


# @dev We import the interface we implement, the Governor's, and the roles' bits.
from interfaces import IDisclosures
from interfaces import IGovernor

# @dev We import the calendar, the roles' bits, and where the other contracts are.
from modules import constants
from modules import dates
from modules import peers
from modules import roles

implements: IDisclosures

initializes: peers

exports: (
    # Neighbours
    peers.platform,
)


struct Anchor:
    subject: bytes32  # what it is about, such as the hash of "monthly:2026-10"
    version: uint256  # 1 for the first of a subject
    root: bytes32  # the Merkle root of what was published
    publisher: address  # the PUBLISHER key
    published_at: uint256  # Unix second


# How far local dates are from UTC at most, in seconds: 12 hours behind, 14 ahead.
BEHIND: constant(uint256) = 12 * 3_600
AHEAD: constant(uint256) = 14 * 3_600

# How many anchors there are.
count: public(uint256)
# Anchor's number, from 1 -> the anchor.
anchors: HashMap[uint256, Anchor]
# How many versions a subject has.
versions: public(HashMap[bytes32, uint256])
# Subject and version, from 1 -> the anchor's number; 0: none.
numbers: HashMap[bytes32, HashMap[uint256, uint256]]
# When something was last published, in Unix seconds; 0: never.
latest_at: public(uint256)
# When a monthly report was last anchored in time, in Unix seconds; 0: never.
reported_at: public(uint256)
# Whether a monthly report was anchored in time: it counts once.
is_reported: HashMap[bytes32, bool]


event Published:
    number: indexed(uint256)  # the anchor's number, from 1
    subject: indexed(bytes32)  # the hash of what it is about
    root: indexed(bytes32)  # the Merkle root
    version: uint256  # of the subject, from 1
    publisher: address  # the PUBLISHER key


@deploy
def __init__(peers_: peers.Peers):
    """
    @notice Fixes the contracts that Disclosures deals with, for ever.
    @param peers_ The platform's contracts.
    """
    peers.__init__(peers_)


# ---- Views -------------------------------------------------------


@external
@view
def anchor(number: uint256) -> Anchor:
    """
    @notice Returns the anchor of a number.
    @param number The anchor's number, from 1 to count.
    @return The anchor; its time is a Unix second.
    @custom:error DISC:ANCHOR:UNKNOWN when there is no such anchor.
    """
    assert number != 0 and number <= self.count, "DISC:ANCHOR:UNKNOWN"
    return self.anchors[number]


@external
@view
def anchor_of(subject: bytes32, version: uint256) -> Anchor:
    """
    @notice Returns the anchor of a version of a subject.
    @param subject The hash of what the anchor is about.
    @param version The version's number, from 1.
    @return The anchor; its time is a Unix second.
    @custom:error DISC:ANCHOR:UNKNOWN when there is no such anchor.
    """
    number: uint256 = self.numbers[subject][version]
    assert number != 0, "DISC:ANCHOR:UNKNOWN"
    return self.anchors[number]


# ---- Entry points ------------------------------------------------


@external
def publish(subject: bytes32, version: uint256, root: bytes32) -> uint256:
    """
    @notice Anchors a root as the next version of a subject.
    @dev The version must be the next one, so that no two publishers can think that both
         wrote the same. Last month's report (the hash of "monthly:2026-10" in November) shows
         once that the platform is alive; nothing else does.
    @param subject The hash of what the root is about; not zero.
    @param version The version's number: one more than the subject has, from 1.
    @param root The Merkle root of what is published; not zero.
    @return The anchor's number, from 1.
    @custom:error DISC:PUBLISH:ROLE when the caller is not a PUBLISHER key.
                  DISC:PUBLISH:VERSION when version is not the subject's next one.
                  DISC:PUBLISH:ZERO when subject or root is zero.
    """
    assert staticcall IGovernor(peers.governor).has_role(msg.sender, roles.PUBLISHER), "DISC:PUBLISH:ROLE"
    assert subject != empty(bytes32) and root != empty(bytes32), "DISC:PUBLISH:ZERO"
    assert version == self.versions[subject] + 1, "DISC:PUBLISH:VERSION"
    number: uint256 = self.count + 1
    self.count = number
    self.versions[subject] = version
    self.numbers[subject][version] = number
    self.latest_at = block.timestamp
    if not self.is_reported[subject] and (
        subject == self._last_month(block.timestamp - BEHIND)
        or subject == self._last_month(block.timestamp + AHEAD)
    ):
        # Not by its version: one that was published too early must not spend the month's.
        self.is_reported[subject] = True
        self.reported_at = block.timestamp
    self.anchors[number] = Anchor(
        subject=subject,
        version=version,
        root=root,
        publisher=msg.sender,
        published_at=block.timestamp,
    )
    log Published(
        number=number, subject=subject, root=root, version=version, publisher=msg.sender
    )
    return number


# ---- Internal functions ------------------------------------------


@internal
@pure
def _last_month(timestamp: uint256) -> bytes32:
    """
    @dev The subject of the report on the month before a second's.
    """
    months: uint256 = 0
    day: uint256 = 0
    months, day = dates._civil(timestamp // constants.SECONDS_A_DAY)
    # Counted from March of year 0: two more make it January, one less the month before.
    months += 1
    month: uint256 = months % 12 + 1
    text: String[80] = uint2str(month)
    if month < 10:
        text = concat("0", uint2str(month))
    return keccak256(concat("monthly:", uint2str(months // 12), "-", text))
