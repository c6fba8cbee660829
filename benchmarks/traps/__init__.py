"""A corpus of traps and controls: is anything closed opened, or anything open closed?

Each trap is an item that everything but the trap speaks for opening; each control is clearly
open, however much a naive filter would like to close it. All of it is drawn at random from a
seed, and written without regard to how openfonds looks for anything.
"""
