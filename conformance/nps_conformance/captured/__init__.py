"""Logs that were captured elsewhere, made journals, so that the same rules judge them."""
