"""One module per operation of the contractor interface; see `_api.py` for what each must offer."""
