"""A stateful stand-in for NPS Housing Repairs."""
