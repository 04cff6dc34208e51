# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# pragma nonreentrancy on
"""
@title Governor: who may do what, and how slowly it changes
@license MIT
@notice A council of M of N proposes, approves, waits and executes; roles are
        single keys with small powers; new risk can be paused at once by a
        guardian and reopened by the council.
@dev The Registry must be deployed first: roles are checked against its seats.
     Trust: the council is trusted with parameters of future loans, roles and
     the address of the treasury; never with money, live loans or exits. No
     single key has power beyond a pause, a 72-hour freeze or a suspended seat.
     Wind-down: by the council after the timelock, or by anyone once nothing
     has been published for 90 days; it cannot be undone.
@custom:kill wind_down closes new risk for ever.
"""


# @dev We import the interface we implement, and those of the contracts we call.
from interfaces import IDisclosures
from interfaces import IGovernor
from interfaces import IRegistry

# @dev We import the bounded parameters and the roles' bits.
from modules import parameters
from modules import proposals
from modules import roles

implements: IGovernor

initializes: parameters

exports: (
    parameters.parameter,
    parameters.hard_bound,
    parameters.offer_rules,
    parameters.cover_rules,
)


MEMBERS_MAX: constant(uint256) = 9
DELAY_MIN: constant(uint256) = 3_600
DELAY_MAX: constant(uint256) = 30 * 86_400
# An approved decision that nobody executes lapses.
LAPSE: constant(uint256) = 30 * 86_400
SILENCE: constant(uint256) = 90 * 86_400

REGISTRY: immutable(address)
DISCLOSURES: immutable(address)
delay: public(immutable(uint256))
threshold: public(immutable(uint256))

members: DynArray[address, MEMBERS_MAX]
decisions: HashMap[uint256, proposals.Decision]
decision_count: public(uint256)
roles_of: public(HashMap[address, uint256])
treasury: public(address)
paused: public(bool)
wind_down: public(bool)
min_epoch: public(uint256)
deployed_at: public(immutable(uint256))


event RolesSet:
    account: indexed(address)
    role_bits: uint256


event TreasurySet:
    account: indexed(address)


event MemberReplaced:
    member: indexed(address)
    successor: indexed(address)


event Paused:
    by: indexed(address)


event WindDownBegun:
    by: indexed(address)


@deploy
def __init__(
    registry: address,
    disclosures: address,
    council: DynArray[address, MEMBERS_MAX],
    council_threshold: uint256,
    delay_seconds: uint256,
    accounts: DynArray[address, 32],
    role_bits: DynArray[uint256, 32],
    treasury_: address,
    values: uint256[parameters.COUNT],
):
    assert council_threshold >= 2, "GOV:INIT:THRESHOLD"
    assert len(council) >= council_threshold, "GOV:INIT:COUNCIL"
    assert delay_seconds >= DELAY_MIN and delay_seconds <= DELAY_MAX, "GOV:INIT:DELAY"
    assert len(accounts) == len(role_bits), "GOV:INIT:ROLES"
    REGISTRY = registry
    DISCLOSURES = disclosures
    threshold = council_threshold
    delay = delay_seconds
    deployed_at = block.timestamp
    for member: address in council:
        assert member != empty(address) and member not in self.members, "GOV:INIT:MEMBER"
        self.members.append(member)
        log MemberReplaced(member=empty(address), successor=member)
    parameters.__init__(values)
    for i: uint256 in range(len(accounts), bound=32):
        self._set_roles(accounts[i], role_bits[i])
    self._set_treasury(treasury_)


@external
@view
def peers() -> (address, address):
    """
    @notice Registry and Disclosures, fixed at deployment.
    """
    return REGISTRY, DISCLOSURES


@external
@view
def has_role(account: address, role: uint256) -> bool:
    """
    @notice Whether an account holds a role (a bit of modules/roles).
    """
    return self.roles_of[account] & role == role


@external
@view
def council() -> DynArray[address, MEMBERS_MAX]:
    """
    @notice The council's members, by seat.
    """
    return self.members


@external
@view
def decision(number: uint256) -> proposals.Decision:
    """
    @notice What was proposed, who approved (by seat), and when it may run.
    """
    return self.decisions[number]


@external
def propose(kind: uint256, subject: address, argument: uint256) -> uint256:
    """
    @notice A member proposes a decision, and so approves it.
    @return The decision's number.
    """
    seat: uint256 = self._seat(msg.sender)
    proposals._check(kind, subject, argument)
    number: uint256 = self.decision_count + 1
    self.decision_count = number
    self.decisions[number] = proposals.Decision(
        kind=kind,
        subject=subject,
        argument=argument,
        approvals=0,
        proposed_at=block.timestamp,
        ready_at=0,
        executed=False,
    )
    log proposals.Proposed(decision=number, by=msg.sender, kind=kind, subject=subject, argument=argument)
    self._approve(number, seat)
    return number


@external
def approve(number: uint256):
    """
    @notice A further member approves; with the last one needed the timelock
            begins (reopening new risk needs none).
    """
    self._approve(number, self._seat(msg.sender))


@external
def execute(number: uint256):
    """
    @notice Carries out a decision that is approved and has waited; anyone.
    """
    chosen: proposals.Decision = self.decisions[number]
    assert chosen.ready_at != 0, "GOV:EXEC:APPROVALS"
    assert not chosen.executed, "GOV:EXEC:AGAIN"
    assert block.timestamp >= chosen.ready_at, "GOV:EXEC:EARLY"
    assert block.timestamp <= chosen.ready_at + LAPSE, "GOV:EXEC:LAPSED"
    self.decisions[number].executed = True
    self._execute(chosen.kind, chosen.subject, chosen.argument)
    log proposals.Executed(decision=number, by=msg.sender)


@external
def pause():
    """
    @notice Stops new risk at once: listing, funding, issue. Exits stay open.
    """
    assert self.roles_of[msg.sender] & roles.GUARDIAN != 0, "GOV:PAUSE:ROLE"
    assert not self.paused, "GOV:PAUSE:AGAIN"
    self.paused = True
    self._push_gate()
    log Paused(by=msg.sender)


@external
def wind_down_by_silence():
    """
    @notice Anyone may begin the wind-down once nothing has been published for
            90 days.
    """
    latest: uint256 = staticcall IDisclosures(DISCLOSURES).latest_at()
    assert block.timestamp > max(latest, deployed_at) + SILENCE, "GOV:WINDDOWN:EARLY"
    self._wind_down()


@internal
@view
def _seat(member: address) -> uint256:
    seat: uint256 = 0
    for known: address in self.members:
        if known == member:
            return seat
        seat += 1
    raise "GOV:COUNCIL:MEMBER"


@internal
def _approve(number: uint256, seat: uint256):
    chosen: proposals.Decision = self.decisions[number]
    assert chosen.proposed_at != 0, "GOV:APPROVE:UNKNOWN"
    assert chosen.ready_at == 0, "GOV:APPROVE:DONE"
    assert chosen.approvals & (1 << seat) == 0, "GOV:APPROVE:AGAIN"
    chosen.approvals |= 1 << seat
    count: uint256 = 0
    for i: uint256 in range(MEMBERS_MAX):
        count += (chosen.approvals >> i) & 1
    if count >= threshold:
        chosen.ready_at = block.timestamp
        if chosen.kind != proposals.UNPAUSE:
            chosen.ready_at += delay
    self.decisions[number] = chosen
    log proposals.Approved(decision=number, by=msg.sender, ready_at=chosen.ready_at)


@internal
def _execute(kind: uint256, subject: address, argument: uint256):
    if kind == proposals.SET_PARAMETER:
        parameters._set(argument >> 128, argument & proposals.BITS_128)
    elif kind == proposals.SET_ROLES:
        self._set_roles(subject, argument)
    elif kind == proposals.SET_TREASURY:
        self._set_treasury(subject)
    elif kind == proposals.REPLACE_ATTESTOR:
        successor: address = convert(argument, address)
        assert self.roles_of[successor] & roles.UNDERWRITER == 0, "GOV:ROLES:CONFLICT"
        extcall IRegistry(REGISTRY).replace_attestor(subject, successor)
    elif kind == proposals.REPLACE_MEMBER:
        self._replace_member(subject, convert(argument, address))
    elif kind == proposals.SET_MIN_EPOCH:
        assert argument <= block.timestamp, "GOV:EPOCH:FUTURE"
        self.min_epoch = argument
        self._push_gate()
    elif kind == proposals.UNPAUSE:
        self.paused = False
        self._push_gate()
    else:
        self._wind_down()


@internal
def _set_roles(account: address, role_bits: uint256):
    assert account != empty(address), "GOV:ROLES:ZERO"
    assert role_bits <= roles.ALL, "GOV:ROLES:BITS"
    if role_bits & roles.UNDERWRITER != 0:
        # Nobody both vouches for a person and signs his loan.
        assert staticcall IRegistry(REGISTRY).seat_of(account) == 0, "GOV:ROLES:CONFLICT"
    self.roles_of[account] = role_bits
    log RolesSet(account=account, role_bits=role_bits)


@internal
def _set_treasury(account: address):
    assert account != empty(address), "GOV:TREASURY:ZERO"
    self.treasury = account
    log TreasurySet(account=account)


@internal
def _replace_member(member: address, successor: address):
    seat: uint256 = self._seat(member)
    assert successor not in self.members, "GOV:COUNCIL:TAKEN"
    self.members[seat] = successor
    log MemberReplaced(member=member, successor=successor)


@internal
def _wind_down():
    assert not self.wind_down, "GOV:WINDDOWN:AGAIN"
    self.wind_down = True
    self._push_gate()
    log WindDownBegun(by=msg.sender)


@internal
def _push_gate():
    extcall IRegistry(REGISTRY).set_gate(self.paused, self.wind_down, self.min_epoch)
