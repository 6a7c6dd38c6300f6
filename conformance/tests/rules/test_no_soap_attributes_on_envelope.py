import pytest
from wire_builder import BODY

RULE = "no-soap-attributes-on-envelope"
ENCODING = 's:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"'


def test_a_literal_envelope_is_right(journal, came):
    came(journal.poll())

    assert journal.word(RULE) == "PASSED"


@pytest.mark.parametrize(
    ("tag", "path"),
    [
        ("<s:Envelope", "/Envelope"),
        ("<s:Header", "/Envelope/Header"),
        ("<s:Body", "/Envelope/Body"),
    ],
)
def test_an_encoding_on_any_of_its_elements_fails(journal, came, tag, path):
    came(journal.poll(), body=BODY.replace(tag, f"{tag} {ENCODING}", 1))

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].xpath == path


def test_attributes_of_others_and_on_headers_are_free(journal, came):
    body = BODY.replace("<s:Body", '<s:Body xmlns:w="urn:w" w:Id="actor"')
    header = '<s:Header><t:T xmlns:t="urn:t" s:mustUnderstand="0"/></s:Header>'
    came(journal.poll(), body=body.replace("<s:Header/>", header))

    assert journal.word(RULE) == "PASSED"
