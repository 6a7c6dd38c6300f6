"""Report formats: one module per format, found by being in this folder.

To add a format: a module with `FILE`, the name of the file it writes, and
`render(report: Report) -> bytes`. Two modules that write the same file raise and name both.
"""
