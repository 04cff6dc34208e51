"""Whether to lend, how much and at what price: six stages in order, a person where they doubt.

The rules here know no database; the desk keeps what they state, and signs what was approved.
"""
