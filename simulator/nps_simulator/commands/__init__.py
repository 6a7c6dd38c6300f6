"""Subcommands of `nps` that belong to the simulator, one module each."""
