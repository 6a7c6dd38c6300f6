"""Certificates: a conformant run in one signed file, which anybody can check by judging again."""
