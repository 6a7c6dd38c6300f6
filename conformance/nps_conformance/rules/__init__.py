"""The rules: one file each, found by being in this folder.

To add one: a module named as the rule's id with underscores, holding one function decorated with
`@rule(...)` from `_rule`. Its docstring is the rule as published, so it reads like a statement.
It sees the evidence only, and yields an occasion wherever the rule could be kept or broken.
"""
