"""Contractors: the reference one, and the faulty ones that differ from it in one habit."""
