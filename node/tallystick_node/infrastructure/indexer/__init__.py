"""Events of the chain into tables: each once, in order, and taken back when the chain is."""
