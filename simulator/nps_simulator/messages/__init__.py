"""Typed requests and replies of the contractor interface: one module per operation.

To add an operation: describe it in the WSDL, then add one module here with a request class named
as the operation and a reply class named `<Operation>Reply`. A field `works_order_number` is the
element `WorksOrderNumber`; a tuple is a list wrapper with one repeated child. No behaviour here.
"""
