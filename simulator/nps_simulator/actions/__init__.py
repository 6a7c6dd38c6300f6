"""One module per thing a landlord's person can do; see `_action.py` for what each must offer."""
