"""Personal data at rest: sealed field by field, findable without being readable, erasable for good.

Each person has a data key of their own; it is kept wrapped by the newest key of a ring. Whoever
holds the database alone can read nothing, and a person is forgotten when their wrapped key is
destroyed.
"""
