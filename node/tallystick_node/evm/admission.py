"""Which signed transactions the chain accepts: those that a block can hold, and no others.

A transaction that is acknowledged is kept until it is mined, so whatever py-evm would refuse while
a block is made has to be refused here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eth.constants import GAS_TX, SECPK1_N
from eth.vm.forks.prague.constants import STANDARD_TOKEN_COST, TOTAL_COST_FLOOR_PER_TOKEN
from eth.vm.forks.shanghai.constants import MAX_INITCODE_SIZE
from eth_utils.exceptions import ValidationError

from tallystick_node.evm.refusals import RpcRefusal

if TYPE_CHECKING:
    from eth.abc import SignedTransactionAPI

__all__ = ["check", "decode"]

# The largest transaction taken, in bytes: as in common nodes.
TRANSACTION_BYTES_MAX = 131_072
# Of its encoding: a list of keys in an entry of an access list in a transaction, and one to spare
# for blobs. Whatever is deeper, or in more pieces, is no transaction, and would cost much to read.
DEPTH_MAX, ITEMS_MAX = 5, 8_192
_BLOB_TYPE = 3
_DELEGATING_TYPE = 4


def decode(chain: Any, raw: bytes) -> SignedTransactionAPI:
    """Return the transaction that bytes encode.

    Args:
        chain: py-evm's chain.
        raw: At most 131,072 bytes.

    Returns:
        The transaction, whose signature has been checked.

    Raises:
        RpcRefusal: -32000 when they are not a signed transaction, or too many.
    """
    if len(raw) > TRANSACTION_BYTES_MAX:
        raise RpcRefusal.refused(f"oversized data: {len(raw)} bytes of {TRANSACTION_BYTES_MAX}")
    if not _is_shaped(raw):
        raise RpcRefusal.refused("the transaction cannot be read or is not signed")
    try:
        transaction: SignedTransactionAPI = chain.get_vm().get_transaction_builder().decode(raw)
        transaction.check_signature_validity()
    except Exception as error:
        raise RpcRefusal.refused("the transaction cannot be read or is not signed") from error
    return transaction


def check(chain: Any, raw: bytes) -> SignedTransactionAPI:
    """Return a transaction that could be mined next.

    The sender's nonce and balance are left to the mempool. py-evm itself checks no chain id.

    Args:
        chain: py-evm's chain.
        raw: The signed transaction.

    Returns:
        The transaction.

    Raises:
        RpcRefusal: -32000 with the rule that forbids it.
    """
    transaction = decode(chain, raw)
    header = chain.header
    if transaction.chain_id != chain.chain_id:
        raise RpcRefusal.refused(
            f"invalid chain id: {transaction.chain_id}, this is {chain.chain_id}"
        )
    if transaction.s > SECPK1_N // 2:
        raise RpcRefusal.refused("invalid signature: s is in the upper half of the curve's order")
    if getattr(transaction, "type_id", None) == _BLOB_TYPE:
        raise RpcRefusal.refused("transaction type not supported")
    if getattr(transaction, "type_id", None) == _DELEGATING_TYPE and not (
        transaction.to and transaction.authorization_list
    ):
        raise RpcRefusal.refused("a set-code transaction needs a receiver and an authorization")
    if transaction.max_priority_fee_per_gas > transaction.max_fee_per_gas:
        raise RpcRefusal.refused("max priority fee per gas higher than max fee per gas")
    if transaction.gas > header.gas_limit:
        raise RpcRefusal.refused("exceeds block gas limit")
    if transaction.intrinsic_gas > transaction.gas:
        raise RpcRefusal.refused("intrinsic gas too low")
    if _data_floor(transaction.data) > transaction.gas:
        raise RpcRefusal.refused("gas below the floor for the transaction's data")
    if not transaction.to and len(transaction.data) > MAX_INITCODE_SIZE:
        raise RpcRefusal.refused(
            f"max initcode size exceeded: {len(transaction.data)} bytes of {MAX_INITCODE_SIZE}"
        )
    if transaction.max_fee_per_gas < header.base_fee_per_gas:
        raise RpcRefusal.refused("max fee per gas less than block base fee")
    try:
        transaction.validate()
        chain.get_vm().validate_transaction_against_header(header, transaction)
    except ValidationError as error:
        raise RpcRefusal.refused(f"invalid transaction: {error}") from error
    return transaction


def _is_shaped(raw: bytes) -> bool:
    """Whether an encoding (RLP) is as shallow as a transaction's, and in as few pieces.

    It is walked without recursion, and nothing is copied; what it says is not checked here.
    """
    place, items, ends = 0, 0, [len(raw)]
    while place < len(raw):
        while place >= ends[-1] and len(ends) > 1:
            ends.pop()
        head = raw[place]
        is_list = head >= 0xC0
        base = 0xC0 if is_list else 0x80
        if head < 0x80:
            size, place = 0, place + 1
        elif head < base + 56:
            size, place = head - base, place + 1
        else:
            width = head - base - 55
            size = int.from_bytes(raw[place + 1 : place + 1 + width], "big")
            place += 1 + width
        items += 1
        if items > ITEMS_MAX or place + size > len(raw):
            return False
        if not is_list:
            place += size
        elif size:
            ends.append(place + size)
            if len(ends) - 1 > DEPTH_MAX:
                return False
    return True


def _data_floor(data: bytes) -> int:
    """The least gas limit that a transaction with these data may have (EIP-7623)."""
    tokens = data.count(b"\x00") + STANDARD_TOKEN_COST * (len(data) - data.count(b"\x00"))
    return GAS_TX + TOTAL_COST_FLOOR_PER_TOKEN * tokens
