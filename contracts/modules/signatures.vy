# pragma version 0.4.3
"""
@title EIP-712 signatures
@license MIT
@notice Recovers the signer of typed data for this contract on this chain.
@dev The domain separator is computed at each use, so a fork of the chain never
     accepts a signature that was given for the other side. Keys sign in the
     compact form of EIP-2098 or in 65 bytes (r, s, v); a high s is refused.
     Contracts answer for themselves (EIP-1271).
"""


struct Signature:
    r: uint256  # the signature's r
    vs: uint256  # s in the low 255 bits, the recovery bit above (EIP-2098)


DOMAIN_TYPEHASH: constant(bytes32) = keccak256(
    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
)
NAME_HASH: constant(bytes32) = keccak256("Tallystick")
VERSION_HASH: constant(bytes32) = keccak256("1")
# The most bytes of a signature: what wallets of many keys and passkeys need.
SIGNATURE_MAX: constant(uint256) = 1_024
# What a contract answers that stands by a signature (EIP-1271).
STANDS_BY: constant(bytes4) = 0x1626ba7e
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


@internal
@view
def _is_signed(signer: address, digest: bytes32, signature: Bytes[SIGNATURE_MAX]) -> bool:
    """
    @notice Returns whether an account stands by a digest: its key signed it, or it is a
            contract that says so (EIP-1271).
    @dev The answer of a contract is cut to one word; a revert is a no.
    @param signer Whose signature it should be.
    @param digest The EIP-712 digest that was signed.
    @param signature 64 or 65 bytes of a key; of a contract what it asks for, at most 1,024
            bytes.
    @return Whether they do; false for the zero address.
    """
    if signer == empty(address):
        return False
    # Most sign with a key: then nobody has to look for code.
    recovered: address = empty(address)
    size: uint256 = len(signature)
    if size == 64:
        recovered = self._signer(
            digest,
            Signature(
                r=extract32(signature, 0, output_type=uint256),
                vs=extract32(signature, 32, output_type=uint256),
            ),
        )
    elif size == 65:
        s: uint256 = extract32(signature, 32, output_type=uint256)
        if s <= S_MAX:
            recovered = ecrecover(
                digest,
                convert(slice(signature, 64, 1), uint256),
                extract32(signature, 0, output_type=uint256),
                s,
            )
    if recovered == signer:
        return True
    if not signer.is_contract:
        return False
    success: bool = False
    answer: Bytes[32] = b""
    success, answer = raw_call(
        signer,
        abi_encode(digest, signature, method_id=STANDS_BY),
        max_outsize=32,
        is_static_call=True,
        revert_on_failure=False,
    )
    return (
        success
        and len(answer) == 32
        and convert(answer, bytes32) == convert(STANDS_BY, bytes32)
    )
