"""Work that has a day: planned once for each day, done once, in order, whatever dies meanwhile."""
