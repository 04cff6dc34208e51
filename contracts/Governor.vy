# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# pragma nonreentrancy on
"""
@title Governor: who may do what, and how slowly it changes
@custom:contract-name Governor
@license MIT
@notice A council of M of N proposes, approves, waits and executes; roles are
        single keys with small powers; new risk can be paused at once by a
        guardian and reopened by the council.
@dev The Registry must be deployed first: roles are checked against its seats.
     Trust: the council is trusted with parameters of future loans, roles and
     the address of the treasury; never with money, live loans or exits. No
     single key has power beyond a pause, a 72-hour freeze or a suspended seat.
     Invariants: no parameter passes its hard bound or reaches a listed loan; no
     key both attests and underwrites; the wind-down cannot be undone.
     Storage: parameters (modules/parameters), seats (modules/council_seats),
     decisions, roles by account, the treasury, and the gate.
     Roles: members of the council propose and approve; GUARDIAN pauses.
     Wind-down: begun here, by the council after the timelock, or by anyone 90
     days after last month's report was anchored for the last time.
@custom:kill wind_down closes new risk for ever.
"""


# @dev We import the interface we implement, and those of the contracts we call.
from interfaces import IDisclosures
from interfaces import IGovernor
from interfaces import IMandates
from interfaces import IRegistry

# @dev We import the council, its decisions, the parameters and the roles' bits.
from modules import council_seats
from modules import parameters
from modules import pauses
from modules import peers
from modules import council_proposals
from modules import role_holders
from modules import roles

implements: IGovernor

initializes: parameters
initializes: council_seats
initializes: peers
initializes: pauses[peers := peers]
initializes: role_holders[peers := peers]

exports: (
    # Parameters
    parameters.parameter,
    parameters.hard_bound,
    parameters.offer_rules,
    parameters.cover_rules,
    parameters.issue_rules,
    parameters.treasury,
    parameters.mandate_day_max,
    # The council
    council_seats.council_number,
    # Roles
    role_holders.roles_of,
    role_holders.has_role,
    # New risk
    pauses.paused,
    pauses.pause_count,
    pauses.paused_until,
    pauses.pause_confirmed,
    pauses.wind_down,
    pauses.min_epoch,
    # Neighbours
    peers.platform,
)


# The shortest and the longest timelock, in seconds: an hour, 30 days.
DELAY_MIN: constant(uint256) = 3_600
DELAY_MAX: constant(uint256) = 30 * 86_400
# Seconds after which a decision without its approvals lapses, and an approved one that nobody
# executes: 30 days.
LAPSE: constant(uint256) = 30 * 86_400
# Seconds without last month's report after which anyone may begin the wind-down: 90 days.
SILENCE: constant(uint256) = 90 * 86_400

# Seconds of the timelock, fixed at deployment.
delay: public(immutable(uint256))
# How many members must approve, fixed at deployment.
threshold: public(immutable(uint256))

# Decision's number, from 1 -> the decision.
decisions: HashMap[uint256, council_proposals.Decision]
# How many decisions were ever proposed.
decision_count: public(uint256)
# Whether tokens of a collection may secure loans.
is_collection: public(HashMap[address, bool])
# When the platform was deployed, in Unix seconds.
deployed_at: public(immutable(uint256))


@deploy
def __init__(
    peers_: peers.Peers,
    council: DynArray[address, council_seats.MEMBERS_MAX],
    council_threshold: uint256,
    delay_seconds: uint256,
    accounts: DynArray[address, 32],
    role_bits: DynArray[uint256, 32],
    treasury_: address,
    values: uint256[parameters.COUNT],
):
    """
    @notice Seats the council, sets the timelock, the roles, the treasury and every
            parameter.
    @param peers_ The platform's contracts; the Registry must be deployed already.
    @param council The members, by seat: 2 to 9, each once, none zero.
    @param council_threshold How many members must approve, 2 to the number of members.
    @param delay_seconds The timelock, in seconds, 3,600 to 2,592,000.
    @param accounts The accounts that hold roles from the start, at most 32.
    @param role_bits The roles of each account, bits of modules/roles, 0 to 31.
    @param treasury_ Where the platform's fees go; not zero.
    @param values The 19 parameters, by key, in the units of modules/parameters.
    @custom:error GOV:INIT:COUNCIL when there are fewer members than the threshold.
                  GOV:INIT:DELAY when delay_seconds is not 3,600 to 2,592,000.
                  GOV:INIT:MEMBER when a member is zero or named twice.
                  GOV:INIT:ROLES when accounts and role_bits differ in length.
                  GOV:INIT:THRESHOLD when council_threshold is below 2.
                  GOV:PARAM:BOUND when the value is above its hard bound.
                  GOV:PARAM:KEY when key is above 18.
                  GOV:ROLES:BITS when the bits name no known role.
                  GOV:ROLES:CONFLICT when an attestor would be an underwriter.
                  GOV:ROLES:ZERO when the account is the zero address.
                  GOV:TREASURY:ZERO when the treasury is the zero address.
    """
    assert council_threshold >= 2, "GOV:INIT:THRESHOLD"
    assert len(council) >= council_threshold, "GOV:INIT:COUNCIL"
    assert delay_seconds >= DELAY_MIN and delay_seconds <= DELAY_MAX, "GOV:INIT:DELAY"
    assert len(accounts) == len(role_bits), "GOV:INIT:ROLES"
    peers.__init__(peers_)
    threshold = council_threshold
    delay = delay_seconds
    deployed_at = block.timestamp
    for member: address in council:
        assert member != empty(address) and member not in council_seats.members, "GOV:INIT:MEMBER"
        council_seats.members.append(member)
        log council_seats.MemberReplaced(member=empty(address), successor=member)
    parameters.__init__(values)
    for i: uint256 in range(len(accounts), bound=32):
        role_holders._set_roles(accounts[i], role_bits[i])
    self._set_treasury(treasury_)


# ---- Views -------------------------------------------------------


@external
@view
def council() -> DynArray[address, council_seats.MEMBERS_MAX]:
    """
    @notice Returns the council's members.
    @return The members, by seat from 0.
    """
    return council_seats.members


@external
@view
def decision(number: uint256) -> council_proposals.Decision:
    """
    @notice Returns what was proposed, who approved it, and when it may be executed.
    @param number The decision's number, from 1.
    @return The decision; all zero for a number never proposed.
    """
    return self.decisions[number]


# ---- Entry points ------------------------------------------------


@external
def propose(kind: uint256, subject: address, argument: uint256) -> uint256:
    """
    @notice Proposes a decision and approves it for the caller.
    @param kind The kind of decision, 0 to 9, as in modules/council_proposals.
    @param subject The account, seat or member it is about; zero where the kind has none.
    @param argument What the kind needs: key * 2^128 + value, role bits, an address as a
            number, a Unix second, or the number of the pause that it is about.
    @return The decision's number, from 1.
    @custom:error GOV:APPROVE:AGAIN when this member has approved already.
                  GOV:APPROVE:COUNCIL when a member was replaced since it was proposed.
                  GOV:APPROVE:DONE when the decision has all its approvals, or was cancelled.
                  GOV:APPROVE:LAPSED when it was proposed more than 30 days ago.
                  GOV:APPROVE:UNKNOWN when there is no such decision.
                  GOV:COUNCIL:MEMBER when the caller or the member to be replaced has no seat.
                  GOV:PARAM:BOUND when the value is above its hard bound.
                  GOV:PARAM:KEY when key is above 18.
                  GOV:PROPOSE:FLAG when a collection is neither allowed (1) nor not (0).
                  GOV:PROPOSE:KIND when kind is above 9.
                  GOV:PROPOSE:PAUSE when new risk is not paused, or not by that pause.
                  GOV:PROPOSE:SUCCESSOR when the successor is zero or no address.
                  GOV:PROPOSE:ZERO when the subject is the zero address.
                  GOV:ROLES:BITS when the bits name no known role.
    """
    seat: uint256 = council_seats._seat(msg.sender)
    council_proposals._check(kind, subject, argument)
    if kind == council_proposals.UNPAUSE or kind == council_proposals.CONFIRM_PAUSE:
        assert pauses._is_pause(argument), "GOV:PROPOSE:PAUSE"
    number: uint256 = self.decision_count + 1
    self.decision_count = number
    self.decisions[number] = council_proposals.Decision(
        kind=kind, subject=subject, argument=argument, approvals=0,
        proposed_at=block.timestamp, ready_at=0,
        council=council_seats.council_number, ended=0,
    )
    log council_proposals.Proposed(
        decision=number, by=msg.sender, kind=kind, subject=subject, argument=argument
    )
    self._approve(number, seat)
    return number


@external
def approve(number: uint256):
    """
    @notice Approves a decision for the caller; with the last approval needed the timelock
            begins (reopening new risk and confirming a pause need none).
    @param number The decision's number, from 1.
    @custom:error GOV:APPROVE:AGAIN when this member has approved already.
                  GOV:APPROVE:COUNCIL when a member was replaced since it was proposed.
                  GOV:APPROVE:DONE when the decision has all its approvals, or was cancelled.
                  GOV:APPROVE:LAPSED when it was proposed more than 30 days ago.
                  GOV:APPROVE:UNKNOWN when there is no such decision.
                  GOV:COUNCIL:MEMBER when the caller or the member to be replaced has no seat.
    """
    self._approve(number, council_seats._seat(msg.sender))


@external
def execute(number: uint256):
    """
    @notice Carries out a decision that is approved and has waited; anyone may call, for 30
            days.
    @param number The decision's number, from 1.
    @custom:error GOV:COUNCIL:MEMBER when the caller or the member to be replaced has no seat.
                  GOV:COUNCIL:TAKEN when the successor has a seat already.
                  GOV:EPOCH:FUTURE when the epoch is in the future.
                  GOV:EXEC:AGAIN when the decision was executed or cancelled.
                  GOV:EXEC:APPROVALS when approvals are missing.
                  GOV:EXEC:COUNCIL when a member was replaced since it was proposed.
                  GOV:EXEC:EARLY when the timelock is running.
                  GOV:EXEC:LAPSED when 30 days have passed since it was ready.
                  GOV:EXEC:PAUSE when the pause it is about has ended, or was confirmed.
                  GOV:PARAM:BOUND when the value is above its hard bound.
                  GOV:PARAM:KEY when key is above 18.
                  GOV:ROLES:BITS when the bits name no known role.
                  GOV:ROLES:CONFLICT when an attestor would be an underwriter.
                  GOV:ROLES:ZERO when the account is the zero address.
                  GOV:TREASURY:ZERO when the treasury is the zero address.
                  GOV:WINDDOWN:AGAIN when the wind-down has begun already.
    """
    chosen: council_proposals.Decision = self.decisions[number]
    assert chosen.ready_at != 0, "GOV:EXEC:APPROVALS"
    assert chosen.ended == 0, "GOV:EXEC:AGAIN"
    assert chosen.council == council_seats.council_number, "GOV:EXEC:COUNCIL"
    assert block.timestamp >= chosen.ready_at, "GOV:EXEC:EARLY"
    assert block.timestamp <= chosen.ready_at + LAPSE, "GOV:EXEC:LAPSED"
    self.decisions[number].ended = 1
    self._execute(chosen.kind, chosen.subject, chosen.argument)
    log council_proposals.Executed(decision=number, by=msg.sender)


@external
def cancel(number: uint256):
    """
    @notice Takes a decision back before it is executed, by a guardian; but not one about
            a guardian's roles, so that guardians cannot keep each other in office.
    @param number The decision's number, from 1.
    @custom:error GOV:CANCEL:DONE when it was executed or cancelled already.
                  GOV:CANCEL:GUARDIAN when it is about the roles of a guardian.
                  GOV:CANCEL:ROLE when the caller is not a GUARDIAN key.
                  GOV:CANCEL:UNKNOWN when there is no such decision.
    """
    assert role_holders.roles_of[msg.sender] & roles.GUARDIAN != 0, "GOV:CANCEL:ROLE"
    chosen: council_proposals.Decision = self.decisions[number]
    assert chosen.proposed_at != 0, "GOV:CANCEL:UNKNOWN"
    assert chosen.ended == 0, "GOV:CANCEL:DONE"
    assert (
        chosen.kind != council_proposals.SET_ROLES
        or role_holders.roles_of[chosen.subject] & roles.GUARDIAN == 0
    ), "GOV:CANCEL:GUARDIAN"
    self.decisions[number].ended = 2
    log council_proposals.DecisionCancelled(decision=number, by=msg.sender)


@external
def pause():
    """
    @notice Stops new risk at once (listing, funding, issue) for 30 days and leaves every
            exit open; after a pause that ended by itself, only 30 days later.
    @custom:error GOV:PAUSE:AGAIN when new risk is paused already.
                  GOV:PAUSE:REST when the last pause ended by itself less than 30 days ago.
                  GOV:PAUSE:ROLE when the caller is not a GUARDIAN key.
    """
    assert role_holders.roles_of[msg.sender] & roles.GUARDIAN != 0, "GOV:PAUSE:ROLE"
    pauses._begin()


@external
def wind_down_by_silence():
    """
    @notice Begins the wind-down, by anyone, 90 days after the last month's report that was
            anchored in time; other publications do not count.
    @custom:error GOV:WINDDOWN:AGAIN when the wind-down has begun already.
                  GOV:WINDDOWN:EARLY when 90 days have not passed.
    """
    latest: uint256 = staticcall IDisclosures(peers.disclosures).reported_at()
    assert block.timestamp > max(latest, deployed_at) + SILENCE, "GOV:WINDDOWN:EARLY"
    pauses._wind_down()


# ---- Internal functions ------------------------------------------


@internal
def _approve(number: uint256, seat: uint256):
    """
    @dev Adds a seat's bit, and with the last one needed fixes when the decision is ready.
    """
    chosen: council_proposals.Decision = self.decisions[number]
    assert chosen.proposed_at != 0, "GOV:APPROVE:UNKNOWN"
    assert chosen.ready_at == 0 and chosen.ended == 0, "GOV:APPROVE:DONE"
    assert chosen.council == council_seats.council_number, "GOV:APPROVE:COUNCIL"
    assert block.timestamp <= chosen.proposed_at + LAPSE, "GOV:APPROVE:LAPSED"
    assert chosen.approvals & (1 << seat) == 0, "GOV:APPROVE:AGAIN"
    chosen.approvals |= 1 << seat
    count: uint256 = 0
    for i: uint256 in range(council_seats.MEMBERS_MAX):
        count += (chosen.approvals >> i) & 1
    if count >= threshold:
        chosen.ready_at = block.timestamp
        if chosen.kind != council_proposals.UNPAUSE and chosen.kind != council_proposals.CONFIRM_PAUSE:
            chosen.ready_at += delay
    self.decisions[number] = chosen
    log council_proposals.Approved(decision=number, by=msg.sender, ready_at=chosen.ready_at)


@internal
def _execute(kind: uint256, subject: address, argument: uint256):
    """
    @dev Each kind was checked when it was proposed; what may have changed since is checked
         again.
    """
    if kind == council_proposals.SET_PARAMETER:
        key: uint256 = argument >> 128
        parameters._set(key, argument & council_proposals.BITS_128)
        if key == parameters.MANDATE_DAY:
            extcall IMandates(peers.mandates).set_day_max(parameters.mandate_day_max)
    elif kind == council_proposals.SET_ROLES:
        role_holders._set_roles(subject, argument)
    elif kind == council_proposals.SET_TREASURY:
        self._set_treasury(subject)
    elif kind == council_proposals.REPLACE_ATTESTOR:
        successor: address = convert(argument, address)
        assert role_holders.roles_of[successor] & roles.UNDERWRITER == 0, "GOV:ROLES:CONFLICT"
        extcall IRegistry(peers.registry).replace_attestor(subject, successor)
    elif kind == council_proposals.REPLACE_MEMBER:
        council_seats._replace(subject, convert(argument, address))
    elif kind == council_proposals.SET_MIN_EPOCH:
        pauses._retire(argument)
    elif kind == council_proposals.UNPAUSE:
        pauses._end(argument)
    elif kind == council_proposals.CONFIRM_PAUSE:
        pauses._confirm(argument)
    elif kind == council_proposals.SET_COLLECTION:
        self.is_collection[subject] = argument == 1
        log council_proposals.CollectionSet(collection=subject, allowed=argument == 1)
    else:
        pauses._wind_down()


@internal
def _set_treasury(account: address):
    """
    @dev Fees not yet swept go to the new treasury too.
    """
    assert account != empty(address), "GOV:TREASURY:ZERO"
    parameters.issue_word = (
        (parameters.issue_word >> 160) << 160
    ) | convert(account, uint256)
    log council_proposals.TreasurySet(account=account)
