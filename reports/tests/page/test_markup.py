from nps_reports.page.markup import Markup, pieces, rows, tag, text


def test_text_is_escaped():
    assert text("<b> & '") == "&lt;b&gt; &amp; &#x27;"


def test_markup_is_not_escaped_twice():
    assert tag("p", tag("b", "<")) == "<p><b>&lt;</b></p>"


def test_several_parts_are_joined():
    assert text(["a<", Markup("<i>b</i>")]) == "a&lt;<i>b</i>"


def test_attributes_are_escaped_and_empty_ones_left_out():
    assert (
        tag("p", "", class_='a"b', aria_label="x", id="")
        == '<p class="a&quot;b" aria-label="x"></p>'
    )


def test_a_void_element_has_no_end():
    assert tag("br") == "<br>"


def test_rows_leave_out_what_is_empty():
    assert rows([("A", "b"), ("C", "")]) == "<dl><dt>A</dt><dd>b</dd></dl>"


def test_an_element_in_pieces_is_the_same_element():
    content = ["a<", tag("b", "c")]

    assert "".join(pieces("p", iter(content), id="x")) == tag("p", content, id="x")
