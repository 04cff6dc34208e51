"""What lending has come to for an investor: returns, losses, what is to come, and how it is spread.

Exact integers in minor units and ppm; everything is worked out from the chain's events and from
published reports, so that anybody gets the same figures.
"""
