"""The control API: open sandboxes, act as the landlord, move the clock, read state and journal."""
