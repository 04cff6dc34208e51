"""A demonstration: real loans live their whole life on the embedded chain, and are audited.

Real, from the sample: amount, term, and whether the loan ended well. Grade and rate: from a card
that has seen none of the replayed loans. Simulated, by the seeded rule in `conduct`: days of
payment, lateness, prepayment, month of default, recovery.
"""
