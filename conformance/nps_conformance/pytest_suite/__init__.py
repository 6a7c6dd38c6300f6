"""The conformance suite as pytest sees it; started by `pytest --nps-contractor FILE`."""
