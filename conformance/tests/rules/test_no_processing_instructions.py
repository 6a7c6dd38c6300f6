from base64 import b64encode

import pytest
from msgspec.structs import replace
from wire_builder import BODY

RULE = "no-processing-instructions"


def test_a_declaration_is_no_instruction(journal, came):
    came(journal.poll())

    assert journal.word(RULE) == "PASSED"


@pytest.mark.parametrize(
    "body",
    [
        BODY.replace("?>", "?><?mark 1?>", 1),
        BODY.replace("<s:Header/>", "<?mark 1?><s:Header/>"),
        f"{BODY}<?mark 1?>",
    ],
)
def test_one_before_in_or_after_the_envelope_fails(journal, came, body):
    sent = came(journal.poll(), body=body)

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].message == sent
    assert "<?mark 1?>" in verdict.violations[0].came


@pytest.mark.parametrize("body", ["<!-- <?mark?> -->", "<a><![CDATA[<?mark?>]]></a>"])
def test_what_only_looks_like_one_is_none(journal, came, body):
    came(journal.poll(), body=BODY.replace("<s:Header/>", f"<s:Header>{body}</s:Header>"))

    assert journal.word(RULE) == "PASSED"


def test_one_in_utf_16_is_found(journal, came):
    seq = came(journal.poll(), body="")
    wide = BODY.replace('"1.0"?>', '"1.0" encoding="UTF-16"?><?mark 1?>').encode("utf-16")
    entry = journal.entries[seq]
    http = replace(entry.http_request, body_base64=b64encode(wide).decode())
    journal.entries[seq] = replace(entry, http_request=http)

    assert journal.word(RULE) == "FAILED"


def test_a_masked_secret_does_not_hide_one(journal, came):
    header = "<s:Header><Password><masked></Password></s:Header><?mark 1?>"
    came(journal.poll(), body=BODY.replace("<s:Header/>", header))

    assert journal.word(RULE) == "FAILED"
