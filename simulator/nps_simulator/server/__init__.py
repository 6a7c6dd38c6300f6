"""Sockets: connections, limits, faults on the wire, TLS."""
