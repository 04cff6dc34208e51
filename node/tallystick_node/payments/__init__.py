"""Money at a bank: a custodian holds it, the platform only asks.

The custodian moves money when its client agrees, and it alone mints and burns the settlement token
by what has moved. Every day chain, ledger and bank are compared.
"""
