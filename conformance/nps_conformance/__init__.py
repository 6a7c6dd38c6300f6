"""Judges a contractor's client by what it puts on the wire."""
