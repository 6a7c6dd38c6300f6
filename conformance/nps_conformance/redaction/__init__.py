"""Journals without the people in them: names, addresses, telephone numbers, codes and notes."""
