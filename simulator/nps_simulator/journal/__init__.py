"""The append-only record of a sandbox: the only evidence there is."""
