"""Changes how an exchange of a small journal looked on the wire."""

from msgspec.structs import replace

HEAD = {
    "Host": "<masked>",
    "Content-Type": "text/xml; charset=utf-8",
    "Authorization": "<masked>",
}
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
BODY = (
    '<?xml version="1.0"?>\n'
    f'<s:Envelope xmlns:s="{SOAP}">\n'
    "<s:Header/><s:Body><RequestWorksOrders/></s:Body></s:Envelope>"
)


def on_the_wire(journal, seq, *, start="POST /s/small/ HTTP/1.1", head=None, body=BODY, **fields):
    """The exchange `seq`, with this request line, these headers (a usual head with some replaced;
    None leaves one out) and this body.
    """
    headers = [
        (name, value) for name, value in {**HEAD, **(head or {})}.items() if value is not None
    ]
    entry = journal.entries[seq]
    http = replace(entry.http_request, start=start, headers=headers, body=body)
    journal.entries[seq] = replace(entry, http_request=http, **fields)
    return seq
