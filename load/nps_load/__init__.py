"""Load of polling contractors."""
