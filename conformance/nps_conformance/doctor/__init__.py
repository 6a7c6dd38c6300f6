"""`nps doctor`: looks at a contractor's set-up before any test; one module for each check.

A check is found by being in this folder (names that begin with `_` are not checks). It has `ORDER`
and `NAME`; `NEEDS`, the names of checks without which it can say nothing; and
`look(visit) -> Finding`. `_visit` says what a check may look at. Two checks of one name or one
order raise and name both.
"""
