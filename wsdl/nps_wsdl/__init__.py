"""The contract of the contractor interface, as files: WSDL, XSD, code lists and examples."""
