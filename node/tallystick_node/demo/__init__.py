"""A demonstration: real loans live their whole life on the embedded chain, and are audited.

Real, from the sample: amount, term, rate, grade, and whether the loan ended well. Simulated, by the
seeded rule in `conduct`: days of payment, lateness, prepayment, month of default, recovery.
"""
