# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# pragma nonreentrancy on
"""
@title Market: notes change hands against their price
@custom:contract-name Market
@license MIT
@notice A holder signs an ask, or a buyer a bid; whoever may take the other side
        fills it, whole or in part, in one transaction: units against price,
        inside the Escrow. The Market holds no money and no notes.
@dev Trust: nobody. An order is bound to this chain and contract, to an expiry, a
     nonce and the loan's order version, which a change of status raises. A
     payment voids no order: the price follows what is outstanding, and the
     taker names the totals that they have seen, so that no payment comes
     between.
     Invariants: no more units of an order are sold than were signed; a
     cancelled order stays cancelled; n fills of one unit cost no less than one
     fill of n.
     Storage: the units sold of each order, and each maker's least nonce.
     Roles: none.
     Wind-down: nothing changes; selling is an exit.
@custom:kill Cannot be stopped.
"""


# @dev We import the interface we implement, and those of the contracts we call.
from interfaces import IBook
from interfaces import IMarket
from interfaces import IServicing
from interfaces import IWorkouts

# @dev We import orders and their signatures, and the rounding functions.
from modules import constants
from modules import delinquency
from modules import market_orders
from modules import peers
from modules import loan_progress
from modules import rounding
from modules import signatures
from modules import statuses
from modules import terms

implements: IMarket

initializes: peers

exports: (
    # Neighbours
    peers.platform,
)


# Days past due up to which a loan has a market.
SALE_DPD_MAX: constant(uint256) = 30
# The highest price, in ppm of the units' outstanding principal: ten times.
PRICE_MAX: constant(uint256) = 10 * 10 ** 6

# Units sold of an order, by its digest, in minor units; 2^256 - 1: cancelled.
filled: public(HashMap[bytes32, uint256])
# A maker's least nonce: their orders below it are void.
least_nonce: public(HashMap[address, uint256])


event Filled:
    loan: indexed(uint256)  # the loan's number, from 1
    digest: indexed(bytes32)  # the order's EIP-712 digest
    units: uint256  # sold now, in minor units of original principal
    filled: uint256  # sold in all, in minor units


event Cancelled:
    maker: indexed(address)  # whose order
    digest: indexed(bytes32)  # the order's EIP-712 digest


event CancelledBelow:
    maker: indexed(address)  # whose orders
    nonce: uint256  # the least nonce that still holds


@deploy
def __init__(peers_: peers.Peers):
    """
    @notice Fixes the contracts that the Market deals with, for ever.
    @param peers_ The platform's contracts.
    """
    peers.__init__(peers_)


# ---- Views -------------------------------------------------------


@external
@view
def ask_digest(ask: market_orders.Ask) -> bytes32:
    """
    @notice Returns the EIP-712 digest that a seller signs.
    @param ask The terms of the sale.
    @return The digest, for this chain and this contract.
    """
    return market_orders._ask_digest(ask)


@external
@view
def bid_digest(bid: market_orders.Bid) -> bytes32:
    """
    @notice Returns the EIP-712 digest that a buyer signs.
    @param bid The terms of the purchase.
    @return The digest, for this chain and this contract.
    """
    return market_orders._bid_digest(bid)


@external
@view
def quote(loan: uint256, units: uint256, price_ppm: uint256) -> (uint256, uint256):
    """
    @notice Prices units of a loan's notes now; reverts while its market is closed.
    @param loan The loan's number, from 1.
    @param units Units to price, in minor units of original principal, from 0.
    @param price_ppm The price, in ppm of the units' outstanding principal.
    @return The price, in minor units of the token, fee included, rounded up.
    @return The market fee within the price, in minor units, rounded down.
    @custom:error MARKET:SALE:CLOSED when the loan's market is closed.
                  MARKET:SALE:STATUS when the loan is neither active nor in default.
    """
    words: uint256[5] = staticcall IServicing(peers.servicing).sale_words(loan)
    overdue: uint256 = delinquency._overdue(words[0], words[1], words[4])
    return self._price(words[0], units, self._outstanding(loan, words, overdue), price_ppm)


# ---- Entry points ------------------------------------------------


@external
@reentrant
def fill(
    ask: market_orders.Ask,
    signature: Bytes[signatures.SIGNATURE_MAX],
    units: uint256,
    units_min: uint256,
    price_max: uint256,
    seen: market_orders.Seen,
) -> uint256:
    """
    @notice Buys units of a signed ask for the caller, out of their balance.
    @dev price = ceil(units * outstanding * price_ppm / (U * 10^6)), one fraction; the market
         fee rounds down, out of the seller's price. What is sold is written before the Book
         is called, which has a lock: none is needed here.
    @param ask The terms of the sale, as signed.
    @param signature The seller's signature of the ask's digest, 64 or 65 bytes, or what
            their contract asks for (EIP-1271), at most 1,024.
    @param units The most to buy, in minor units of original principal, from 1.
    @param units_min The least to accept when less is left of the ask, in minor units, 0 to
            units.
    @param price_max The most the caller would pay, in minor units of the token.
    @param seen What the caller has seen of the loan: days past due at most, and its totals.
    @return The price paid, in minor units, fee included, rounded up.
    @custom:error MARKET:FILL:BUYER when the ask names another buyer.
                  MARKET:FILL:DPD when the loan is further past due than order or taker allow.
                  MARKET:FILL:EXPIRED when the order has expired.
                  MARKET:FILL:MAXIMUM when the price is above price_max.
                  MARKET:FILL:MOVED when a payment has changed the totals since they were seen.
                  MARKET:FILL:NONCE when its nonce is below the maker's floor.
                  MARKET:FILL:PRICE when price_ppm is above 10,000,000.
                  MARKET:FILL:SIGNATURE when the signature is not its maker's.
                  MARKET:FILL:UNITS when less than units_min is left, or the order was cancelled.
                  MARKET:FILL:VERSION when the loan's status has changed since it was signed.
                  MARKET:FILL:ZERO when units is 0.
                  MARKET:SALE:CLOSED when the loan's market is closed.
                  MARKET:SALE:STATUS when the loan is neither active nor in default.
    """
    assert ask.buyer == empty(address) or ask.buyer == msg.sender, "MARKET:FILL:BUYER"
    digest: bytes32 = market_orders._ask_digest(ask)
    self._check_order(ask.seller, ask.price_ppm, ask.nonce, ask.expiry)
    assert signatures._is_signed(ask.seller, digest, signature), "MARKET:FILL:SIGNATURE"
    taken: uint256 = self._take(ask.loan, digest, ask.units, units, units_min)
    price: uint256 = 0
    fee: uint256 = 0
    price, fee = self._settled_price(
        ask.loan, taken, ask.price_ppm, ask.version, min(ask.dpd_max, seen.dpd_max), seen
    )
    assert price <= price_max, "MARKET:FILL:MAXIMUM"
    extcall IBook(peers.book).assign(
        ask.seller, msg.sender, ask.loan, taken, price, fee, skip_contract_check=True
    )
    return price


@external
@reentrant
def sell(
    bid: market_orders.Bid,
    signature: Bytes[signatures.SIGNATURE_MAX],
    units: uint256,
    units_min: uint256,
    price_min: uint256,
    seen: market_orders.Seen,
) -> uint256:
    """
    @notice Sells units of the caller's note to a signed bid, for the bidder's balance.
    @dev The price is formed as for an ask; the market fee comes out of it. No lock is
         needed, as for an ask.
    @param bid The terms of the purchase, as signed.
    @param signature The buyer's signature of the bid's digest, 64 or 65 bytes, or what
            their contract asks for (EIP-1271), at most 1,024.
    @param units The most to sell, in minor units of original principal, from 1.
    @param units_min The least to sell when less is left of the bid, in minor units, 0 to
            units.
    @param price_min The least the caller would get, in minor units of the token, fee
            deducted.
    @param seen What the caller has seen of the loan: days past due at most, and its totals.
    @return The price paid, in minor units, fee included, rounded up.
    @custom:error MARKET:FILL:DPD when the loan is further past due than order or taker allow.
                  MARKET:FILL:EXPIRED when the order has expired.
                  MARKET:FILL:MINIMUM when the price less its fee is below price_min.
                  MARKET:FILL:MOVED when a payment has changed the totals since they were seen.
                  MARKET:FILL:NONCE when its nonce is below the maker's floor.
                  MARKET:FILL:PRICE when price_ppm is above 10,000,000.
                  MARKET:FILL:SIGNATURE when the signature is not its maker's.
                  MARKET:FILL:UNITS when less than units_min is left, or the order was cancelled.
                  MARKET:FILL:VERSION when the loan's status has changed since it was signed.
                  MARKET:FILL:ZERO when units is 0.
                  MARKET:SALE:CLOSED when the loan's market is closed.
                  MARKET:SALE:STATUS when the loan is neither active nor in default.
    """
    digest: bytes32 = market_orders._bid_digest(bid)
    self._check_order(bid.buyer, bid.price_ppm, bid.nonce, bid.expiry)
    assert signatures._is_signed(bid.buyer, digest, signature), "MARKET:FILL:SIGNATURE"
    taken: uint256 = self._take(bid.loan, digest, bid.units, units, units_min)
    price: uint256 = 0
    fee: uint256 = 0
    price, fee = self._settled_price(
        bid.loan, taken, bid.price_ppm, bid.version, min(bid.dpd_max, seen.dpd_max), seen
    )
    assert price - fee >= price_min, "MARKET:FILL:MINIMUM"
    extcall IBook(peers.book).assign(
        msg.sender, bid.buyer, bid.loan, taken, price, fee, skip_contract_check=True
    )
    return price


@external
def cancel_ask(ask: market_orders.Ask):
    """
    @notice Takes back what is left of the caller's own ask, for ever.
    @param ask The terms of the sale, as signed.
    @custom:error MARKET:CANCEL:MAKER when the caller is not who signed it.
    """
    self._cancel(ask.seller, market_orders._ask_digest(ask))


@external
def cancel_bid(bid: market_orders.Bid):
    """
    @notice Takes back what is left of the caller's own bid, for ever.
    @param bid The terms of the purchase, as signed.
    @custom:error MARKET:CANCEL:MAKER when the caller is not who signed it.
    """
    self._cancel(bid.buyer, market_orders._bid_digest(bid))


@external
def cancel_below(nonce: uint256):
    """
    @notice Takes back all of the caller's orders whose nonce is below a floor, for ever.
    @param nonce The least nonce that still holds, above the one before.
    @custom:error MARKET:CANCEL:FLOOR when nonce is not above the floor so far.
    """
    assert nonce > self.least_nonce[msg.sender], "MARKET:CANCEL:FLOOR"
    self.least_nonce[msg.sender] = nonce
    log CancelledBelow(maker=msg.sender, nonce=nonce)


@external
def end_orders(maker: address):
    """
    @notice Takes back all orders of a wallet whose key was lost, for ever.
    @param maker The lost wallet.
    @custom:error MARKET:END:CALLER when the caller is not KeyRecovery.
    """
    assert msg.sender == peers.key_recovery, "MARKET:END:CALLER"
    self.least_nonce[maker] = max_value(uint256)
    log CancelledBelow(maker=maker, nonce=max_value(uint256))


# ---- Internal functions ------------------------------------------


@internal
@view
def _check_order(maker: address, price_ppm: uint256, nonce: uint256, expiry: uint256):
    """
    @dev Refuses an order that does not hold any more, or never could.
    """
    assert expiry >= block.timestamp, "MARKET:FILL:EXPIRED"
    assert price_ppm <= PRICE_MAX, "MARKET:FILL:PRICE"
    assert nonce >= self.least_nonce[maker], "MARKET:FILL:NONCE"


@internal
def _take(
    loan: uint256, digest: bytes32, offered: uint256, units: uint256, units_min: uint256
) -> uint256:
    """
    @dev Takes units of an order: min(units, what is left).
    """
    sold: uint256 = self.filled[digest]
    assert units != 0, "MARKET:FILL:ZERO"
    assert sold < offered, "MARKET:FILL:UNITS"
    taken: uint256 = min(units, unsafe_sub(offered, sold))
    assert taken >= units_min, "MARKET:FILL:UNITS"
    sold += taken
    self.filled[digest] = sold
    log Filled(loan=loan, digest=digest, units=taken, filled=sold)
    return taken


@internal
@view
def _settled_price(
    loan: uint256,
    units: uint256,
    price_ppm: uint256,
    order_version: uint256,
    dpd_max: uint256,
    seen: market_orders.Seen,
) -> (uint256, uint256):
    """
    @dev Refuses an order of another version of the loan, one past due beyond its bound or
         the taker's, and totals other than those seen.
    """
    words: uint256[5] = staticcall IServicing(peers.servicing).sale_words(loan)
    overdue: uint256 = delinquency._overdue(words[0], words[1], words[4])
    outstanding: uint256 = self._outstanding(loan, words, overdue)
    assert (
        (words[1] >> loan_progress.VERSION_AT) & loan_progress.BITS_16 == order_version
    ), "MARKET:FILL:VERSION"
    assert overdue <= dpd_max, "MARKET:FILL:DPD"
    assert (
        (words[2] >> loan_progress.PRINCIPAL_AT) & constants.BITS_50 == seen.principal
        and (words[2] >> loan_progress.INTEREST_AT) & constants.BITS_56 == seen.interest
    ), "MARKET:FILL:MOVED"
    return self._price(words[0], units, outstanding, price_ppm)


@internal
@view
def _outstanding(loan: uint256, words: uint256[5], overdue: uint256) -> uint256:
    """
    @dev The principal of a loan that is not paid yet; the market is closed from 31 days past
         due until the loan is cured or covered.
    """
    status: uint256 = (words[1] >> loan_progress.STATUS_AT) & constants.BITS_4
    if status == statuses.DEFAULTED:
        assert staticcall IWorkouts(peers.workouts).is_covered(loan), "MARKET:SALE:CLOSED"
        return terms._principal(words[0]) - loan_progress._principal(words[2])
    assert status == statuses.ACTIVE, "MARKET:SALE:STATUS"
    assert overdue <= SALE_DPD_MAX, "MARKET:SALE:CLOSED"
    return delinquency._unpaid(words[1], words[3])


@internal
@pure
def _price(
    terms_word: uint256, units: uint256, outstanding: uint256, price_ppm: uint256
) -> (uint256, uint256):
    """
    @dev (price, fee within it): one fraction, rounded up; the fee rounds down.
    """
    price: uint256 = rounding._div_ceil(
        units * outstanding * price_ppm, (terms_word & constants.BITS_50) * constants.PPM
    )
    fee_ppm: uint256 = (terms_word >> terms.MARKET_FEE_AT) & constants.BITS_20
    return price, rounding._div_floor(price * fee_ppm, constants.PPM)


@internal
def _cancel(maker: address, digest: bytes32):
    """
    @dev What is cancelled counts as sold out.
    """
    assert msg.sender == maker, "MARKET:CANCEL:MAKER"
    self.filled[digest] = max_value(uint256)
    log Cancelled(maker=msg.sender, digest=digest)
