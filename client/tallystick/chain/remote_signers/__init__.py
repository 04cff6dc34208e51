"""Signers whose key is elsewhere: in a security module, a cloud's key service, or web3signer."""
