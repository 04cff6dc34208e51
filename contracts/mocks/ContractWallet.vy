# pragma version 0.4.3
# pragma evm-version prague
"""
@title A wallet that is a contract
@license MIT
@notice For tests only: says whether one of its two owners, or both of them,
        have signed a digest (EIP-1271).
@custom:kill For tests only.
"""


MAGIC: constant(bytes4) = 0x1626BA7E

owners: public(address[2])
needed: public(uint256)


@deploy
def __init__(owners: address[2], needed: uint256):
    self.owners = owners
    self.needed = needed


@external
@view
def isValidSignature(digest: bytes32, signature: Bytes[260]) -> bytes4:
    """
    @notice Answers for signatures of 65 bytes each, in the order of the owners.
    @param digest What was signed.
    @param signature One signature, or two in a row.
    @return The magic value; the call reverts when they are not the owners'.
    """
    assert len(signature) == 65 * self.needed, "WALLET:LENGTH"
    for i: uint256 in range(2):
        if i == self.needed:
            break
        r: uint256 = convert(slice(signature, 65 * i, 32), uint256)
        s: uint256 = convert(slice(signature, 65 * i + 32, 32), uint256)
        v: uint256 = convert(slice(signature, 65 * i + 64, 1), uint256)
        assert ecrecover(digest, v, r, s) == self.owners[i], "WALLET:SIGNER"
    return MAGIC
