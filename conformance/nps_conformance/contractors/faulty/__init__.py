"""Faulty contractors: the reference contractor with one bad habit each.

To add one: a module here with a class `Habit(Contractor)` that overrides one method; see
`contractors/README.md` for the methods, and `reference/contractor.py` for the whole.
"""
