"""Subcommands of `nps`: one module each with NAME, SUMMARY, configure() and run()."""
