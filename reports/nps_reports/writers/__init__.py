"""Report formats: one module per format, found by being in this folder.

To add a format: a module with `FILE`, the name of the file it writes, and
`render(report: Report) -> bytes`, and `render_pieces(report: Report) -> Iterator[bytes]` besides
if it shows messages, which are too many to be held at once; or, for a format of many files,
`FOLDER`, the `PREFIX` of their names, and `render_files(report: Report) ->
Iterator[tuple[str, bytes]]`, names and contents one after the other. Two modules that write the
same file or folder raise and name both.
"""
