"""Loan agreements: one approved text, filled with the offer's own figures, known by its hash.

The hash stands in the offer that underwriters sign, so borrower and lenders agree to these very
bytes by their transactions, and anyone can compare a text with the chain.
"""
