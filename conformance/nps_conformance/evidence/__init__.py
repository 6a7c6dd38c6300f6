"""What rules see of a journal: calls, what the contractor was told, what the landlord did.

Built once per journal, in one pass. The simulator's own state (`before`, `after`, the entries'
hidden parts) is left out on purpose: a rule rebuilds an order from messages, landlord actions and
instructions. `model` holds the values, `build` makes them, `pace` counts polls, rounds and signs
of life, `knowledge` says what the contractor knew at an entry, `locate` finds a place in a body.
What is asked about an order entry by entry is an index, built once and then looked up: `facts`,
`visits`, `pending`, `rejections`. So an order with thousands of messages is judged as fast as many
orders with a few.
"""
