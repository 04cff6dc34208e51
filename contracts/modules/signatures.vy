# pragma version 0.4.3
"""
@title EIP-712 signatures
@license MIT
@notice Recovers the signer of typed data for this contract on this chain.
@dev The domain separator is computed at each use, so a fork of the chain never
     accepts a signature that was given for the other side. Signatures are in
     the compact form of EIP-2098, and a high s is refused, so that each has one
     form only.
"""


struct Signature:
    r: uint256  # the signature's r
    vs: uint256  # s in the low 255 bits, the recovery bit above (EIP-2098)


DOMAIN_TYPEHASH: constant(bytes32) = keccak256(
    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
)
NAME_HASH: constant(bytes32) = keccak256("Tallystick")
VERSION_HASH: constant(bytes32) = keccak256("1")
# The bits of s in a compact signature.
S_MASK: constant(uint256) = 2 ** 255 - 1
# Half of the order of secp256k1.
S_MAX: constant(uint256) = (
    57896044618658097711785492504343953926418782139537452191302581570759080747168
)


@internal
@view
def _digest(struct_hash: bytes32) -> bytes32:
    """
    @notice Returns the EIP-712 digest of a struct's hash under this contract's domain.
    @param struct_hash The hash of the typed data.
    @return The digest, for this chain and this contract.
    """
    separator: bytes32 = keccak256(
        abi_encode(DOMAIN_TYPEHASH, NAME_HASH, VERSION_HASH, chain.id, self)
    )
    return keccak256(concat(b"\x19\x01", separator, struct_hash))


@internal
@pure
def _signer(digest: bytes32, signature: Signature) -> address:
    """
    @notice Recovers the signer of a digest.
    @param digest The EIP-712 digest that was signed.
    @param signature The signature, in the compact form of EIP-2098.
    @return The signer; the zero address when the signature is not a valid one.
    """
    s: uint256 = signature.vs & S_MASK
    if s > S_MAX:
        return empty(address)
    return ecrecover(digest, (signature.vs >> 255) + 27, signature.r, s)
