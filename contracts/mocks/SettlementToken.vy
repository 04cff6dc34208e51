# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
"""
@title A settlement token for local use
@license MIT
@notice ERC-20 with EIP-2612 permit. The minter stands for the custodian: it
        mints what has arrived at the bank, and burns what is paid out there.
@custom:kill For local chains and tests; not for real money.
"""


event Transfer:
    sender: indexed(address)
    receiver: indexed(address)
    amount: uint256


event Approval:
    owner: indexed(address)
    spender: indexed(address)
    amount: uint256


PERMIT_TYPEHASH: constant(bytes32) = keccak256(
    "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
)
DOMAIN_TYPEHASH: constant(bytes32) = keccak256(
    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
)

name: public(String[32])
symbol: public(String[8])
decimals: public(immutable(uint8))
minter: public(immutable(address))
totalSupply: public(uint256)
balanceOf: public(HashMap[address, uint256])
allowance: public(HashMap[address, HashMap[address, uint256]])
nonces: public(HashMap[address, uint256])


@deploy
def __init__(name_: String[32], symbol_: String[8], decimals_: uint8, minter_: address):
    self.name = name_
    self.symbol = symbol_
    decimals = decimals_
    minter = minter_


@external
def transfer(to: address, amount: uint256) -> bool:
    """
    @notice Moves the caller's tokens.
    @param to Who gets the tokens.
    @param amount In minor units, 0 to the caller's balance.
    @return Always true.
    """
    self._transfer(msg.sender, to, amount)
    return True


@external
def transferFrom(owner: address, to: address, amount: uint256) -> bool:
    """
    @notice Moves tokens within an allowance.
    @param owner Whose tokens go.
    @param to Who gets them.
    @param amount In minor units, 0 to the allowance.
    @return Always true.
    """
    self.allowance[owner][msg.sender] -= amount
    self._transfer(owner, to, amount)
    return True


@external
def approve(spender: address, amount: uint256) -> bool:
    """
    @notice Allows another address to move so many of the caller's tokens.
    @param spender Who may.
    @param amount In minor units.
    @return Always true.
    """
    self.allowance[msg.sender][spender] = amount
    log Approval(owner=msg.sender, spender=spender, amount=amount)
    return True


@external
def mint(to: address, amount: uint256):
    """
    @notice Mints what the custodian says has arrived.
    @param to Who gets the tokens.
    @param amount In minor units.
    """
    assert msg.sender == minter, "TOKEN:MINT:MINTER"
    self.totalSupply += amount
    self.balanceOf[to] += amount
    log Transfer(sender=empty(address), receiver=to, amount=amount)


@external
def burn(amount: uint256):
    """
    @notice Takes the caller's tokens out of existence.
    @param amount In minor units, 0 to the caller's balance.
    """
    self.balanceOf[msg.sender] -= amount
    self.totalSupply -= amount
    log Transfer(sender=msg.sender, receiver=empty(address), amount=amount)


@external
def permit(
    owner: address,
    spender: address,
    amount: uint256,
    deadline: uint256,
    v: uint8,
    r: bytes32,
    s: bytes32,
):
    """
    @notice Sets an allowance by the owner's signature (EIP-2612).
    @param owner Whose tokens.
    @param spender Who may move them.
    @param amount In minor units.
    @param deadline The last Unix second on which the permit holds.
    @param v The signature's recovery id, 27 or 28.
    @param r The signature's r.
    @param s The signature's s.
    """
    assert block.timestamp <= deadline, "TOKEN:PERMIT:EXPIRED"
    nonce: uint256 = self.nonces[owner]
    struct_hash: bytes32 = keccak256(
        abi_encode(PERMIT_TYPEHASH, owner, spender, amount, nonce, deadline)
    )
    digest: bytes32 = keccak256(concat(b"\x19\x01", self._separator(), struct_hash))
    signer: address = ecrecover(digest, v, r, s)
    assert signer != empty(address) and signer == owner, "TOKEN:PERMIT:SIGNATURE"
    self.nonces[owner] = nonce + 1
    self.allowance[owner][spender] = amount
    log Approval(owner=owner, spender=spender, amount=amount)


@external
@view
def DOMAIN_SEPARATOR() -> bytes32:
    """
    @notice Returns the EIP-712 domain of permits.
    @return The domain separator, for this chain and this contract.
    """
    return self._separator()


@internal
def _transfer(sender: address, receiver: address, amount: uint256):
    self.balanceOf[sender] -= amount
    self.balanceOf[receiver] += amount
    log Transfer(sender=sender, receiver=receiver, amount=amount)


@internal
@view
def _separator() -> bytes32:
    return keccak256(
        abi_encode(DOMAIN_TYPEHASH, keccak256(self.name), keccak256("1"), chain.id, self)
    )
