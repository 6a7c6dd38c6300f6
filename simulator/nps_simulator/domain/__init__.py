"""What a landlord's repairs system decides: pure functions over frozen values."""
