"""One landlord with its books, script, clock, dice and journal, behind one address."""
