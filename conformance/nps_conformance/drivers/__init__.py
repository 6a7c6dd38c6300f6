"""Drivers: how facts of the world reach the contractor under test.

A driver hands over facts and says what it saw of the program; it never looks at what the
contractor sends. To add a kind: one module here with a class that keeps `Driver`, its word in
`contractor.schema.json`, and a line in `drivers/choose.py`.
"""
