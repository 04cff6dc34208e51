# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# pragma nonreentrancy on
"""
@title KeyRecovery: a client names who takes over when a key is lost
@custom:contract-name KeyRecovery
@license MIT
@notice A client may name a recovery wallet. It gives notice, and 14 days later
        takes the place of the first wallet, with everything: limits, debts,
        balance and notes. The first wallet cancels a notice at any time before.
        Who has named none cannot be recovered.
@dev Trust: whom the client has named. Nobody else can begin or end a recovery.
     Invariants: nothing moves before 14 days of notice; a lost wallet's orders
     and mandates die with it.
     Storage: the recovery wallet and the notice of each wallet.
     Roles: none.
     Wind-down: nothing changes.
@custom:kill Cannot be stopped.
"""


# @dev We import the interface we implement, and those of the contracts we call.
from interfaces import IKeyRecovery
from interfaces import IMarket
from interfaces import IRegistry

# @dev We import where the other contracts are.
from modules import peers

implements: IKeyRecovery

initializes: peers

exports: (
    # Neighbours
    peers.platform,
)


# Seconds of notice before a wallet is taken over: 14 days.
NOTICE: constant(uint256) = 14 * 86_400

# A wallet -> its recovery wallet; zero: none named.
recovery_of: public(HashMap[address, address])
# A wallet -> the Unix second of its recovery wallet's notice; 0: none.
noticed_at: public(HashMap[address, uint256])


event RecoveryNamed:
    wallet: indexed(address)  # the client's first wallet
    recovery: indexed(address)  # who may take over; zero: nobody any more


event RecoveryNoticed:
    wallet: indexed(address)  # the client's first wallet
    recovery: indexed(address)  # who gives notice
    takes_over_at: uint256  # Unix second from which they may take over


event RecoveryCancelled:
    wallet: indexed(address)  # the client's first wallet


@deploy
def __init__(peers_: peers.Peers):
    """
    @notice Fixes the contracts that KeyRecovery deals with, for ever.
    @param peers_ The platform's contracts.
    """
    peers.__init__(peers_)


# ---- Entry points ------------------------------------------------


@external
def name_recovery(recovery: address):
    """
    @notice Names the wallet that may take over the caller's, or another one, or none; a
            notice that is running ends.
    @param recovery A wallet that is not enrolled; zero: none.
    @custom:error KEY:NAME:TAKEN when the recovery wallet is enrolled.
                  KEY:NAME:WALLET when the caller is not a person's first wallet.
    """
    assert (
        staticcall IRegistry(peers.registry).head_of(msg.sender) == msg.sender
    ), "KEY:NAME:WALLET"
    assert (
        staticcall IRegistry(peers.registry).head_of(recovery) == empty(address)
    ), "KEY:NAME:TAKEN"
    self.recovery_of[msg.sender] = recovery
    self.noticed_at[msg.sender] = 0
    log RecoveryNamed(wallet=msg.sender, recovery=recovery)


@external
def give_notice(wallet: address):
    """
    @notice Gives notice, by the recovery wallet, that it will take over in 14 days.
    @param wallet The client's first wallet.
    @custom:error KEY:NOTICE:AGAIN when a notice is running.
                  KEY:NOTICE:RECOVERY when the caller is not the wallet's recovery wallet.
    """
    assert msg.sender == self.recovery_of[wallet], "KEY:NOTICE:RECOVERY"
    assert self.noticed_at[wallet] == 0, "KEY:NOTICE:AGAIN"
    self.noticed_at[wallet] = block.timestamp
    log RecoveryNoticed(
        wallet=wallet, recovery=msg.sender, takes_over_at=block.timestamp + NOTICE
    )


@external
def cancel_notice():
    """
    @notice Ends a notice for the caller's wallet: the key is not lost.
    @custom:error KEY:CANCEL:NONE when no notice is running.
    """
    assert self.noticed_at[msg.sender] != 0, "KEY:CANCEL:NONE"
    self.noticed_at[msg.sender] = 0
    log RecoveryCancelled(wallet=msg.sender)


@external
def finish(wallet: address, person: bytes32):
    """
    @notice Puts the recovery wallet in the place of a lost one, by the recovery wallet, 14
            days after its notice. Balance and notes follow by the Book's take_over, which
            anyone calls.
    @dev The Registry refuses a wallet that is not that person's first, a recovery wallet
         that was enrolled meanwhile, and a person with 8 wallets.
    @param wallet The client's first wallet.
    @param person The keyed commitment to the client's identity.
    @custom:error KEY:FINISH:EARLY when no notice is running, or 14 days have not passed.
                  KEY:FINISH:RECOVERY when the caller is not the wallet's recovery wallet.
    """
    assert msg.sender == self.recovery_of[wallet], "KEY:FINISH:RECOVERY"
    since: uint256 = self.noticed_at[wallet]
    assert since != 0 and block.timestamp >= since + NOTICE, "KEY:FINISH:EARLY"
    self.noticed_at[wallet] = 0
    self.recovery_of[wallet] = empty(address)
    extcall IRegistry(peers.registry).take_over(wallet, msg.sender, person)
    extcall IMarket(peers.market).end_orders(wallet)
