"""The explorer's parts: a landlord in process, random contractors, and the two readings compared.

The domain refuses while a contractor talks, the rules judge afterwards from the evidence alone: two
readings of one specification. `world` plays, `deeds` says what contractors and landlords do,
`readings` holds the refusals of a journal against its verdicts, `unguarded.yaml` lists the rules
that no refusal mirrors. Chance comes from outside: a deed takes a *twist*, a number of which 0
means the sensible thing; `conformance/tests/test_explorer.py` draws them.
"""
