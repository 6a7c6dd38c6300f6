"""Scenarios and profiles as data, and the loader that reads them."""
