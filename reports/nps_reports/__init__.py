"""A run's record, and one writer per report format."""
