"""Drivers: how facts of the world reach the contractor under test.

A driver hands over facts and says what it saw of the contractor; what arrives on the wire it may
count or show, and never judges. To add a kind: one module here with a class that keeps `Driver`,
its word in `contractor.schema.json`, and a line in `drivers/choose.py`.
"""
