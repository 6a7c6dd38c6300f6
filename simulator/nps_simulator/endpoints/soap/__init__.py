"""SOAP 1.1: bytes become typed requests, typed replies become bytes."""
