"""The reference contractor: a separate program that talks to the landlord through zeep."""
