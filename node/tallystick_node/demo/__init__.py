"""A demonstration: real loans live their whole life on the embedded chain, and are audited.

Real, from the sample: amount, term, and whether the loan ended well. Judged, by a card that has
seen none of these loans: grade and rate. Simulated, by the seeded rule in `conduct`: days of
payment, lateness, prepayment, month of default, recovery.
"""
