"""Exchanges with others over a network: one deadline for each, from the first packet to the last.

A time limit of a socket is one for each silence; whoever sends a byte a second keeps within it for
ever. What is asked inside a `Deadline` ends with it, however the answer comes.
"""
