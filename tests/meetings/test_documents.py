"""Documents: what people typed is shown as typed, the same data gives the same bytes, every page is marked."""

import time
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from boards.models import Attendance, ItemOutcome, Meeting, Minutes, Person
from boards.operations.minutes import agree_minutes
from oversight.documents import DocumentFailed, typeset
from recommendations.models import Action
from tests import make

NASTY = (
    '#panic("run")',
    "$ x^2 $",
    "[a](b) <label> @ref",
    "*bold* _it_ `raw` ~ // no comment /* nor this */",
    "\\ \\u{41} \\#",
    "= Not a heading",
    '"; #import "x.typ" //',
    '#read("common.typ")',
)


def minutes(**values) -> dict:
    return {
        "title": "Minutes of 3 March 2026",
        "board": "Audit Panel",
        "marking": "OFFICIAL",
        "is_draft": False,
        "facts": [],
        "corrections": "",
        "opening": "",
        "attendance": [],
        "items": [],
    } | values


def read(content: bytes) -> Any:
    return PdfReader(BytesIO(content), strict=True)


def words(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in read(content).pages).split())


@pytest.mark.parametrize("typed", NASTY)
def test_what_was_typed_is_shown_and_never_run(typed):
    item = {"number": 1, "title": typed, "about": typed, "minute": typed, "outcomes": [], "actions": []}
    made = typeset("minutes", minutes(title=typed, board=typed, opening=typed, items=[item]))
    assert words(made).count(typed) >= 5
    assert read(made).metadata.title == typed
    assert typed in [line["/Title"] for line in read(made).outline]


@pytest.mark.parametrize(
    "typed", ("🙂", "漢字仮名", "\x00", "\x07", "\uffff", "ไทย", "👨\u200d👩", "\u202egnp")
)
def test_signs_no_font_has_give_a_document_all_the_same(typed):
    made = typeset("minutes", minutes(opening=f"before {typed} after é – “Ł” £"))
    text = words(made)
    assert "before" in text
    assert "after é – “Ł” £" in text
    assert "\u202e" not in text


LACKING = "\u2043\u2e80漢字🙂ไท\uf123\U0001f9ff"
HELD = "’“”‘–—… £é\u0144ŁØ•→½©ﬁﬂαЖ\u00a0x"


@pytest.mark.parametrize("lacking", LACKING)
def test_a_sign_without_a_glyph_costs_that_sign_alone(lacking):
    text = words(
        typeset("minutes", minutes(opening=f"It’s the plan: “agreed” – and {lacking} ‘office’ … Łódź"))
    )
    assert "It’s the plan: “agreed” – and \ufffd ‘office’ … Łódź" in text


def test_whatever_lacks_a_glyph_is_replaced_one_for_one_and_nothing_else():
    """Signs that are held and signs that are not, in every order of two, in one document."""
    typed = " ".join(f"{one}{other}" for one in LACKING for other in HELD if not other.isspace())
    text = words(typeset("minutes", minutes(opening=typed)))
    for other in HELD.replace("ﬁ", "").replace("ﬂ", "").replace("\u00a0", "").replace(" ", ""):
        assert text.count(f"\ufffd{other}") == len(LACKING), other
    assert text.count("\ufffd") == len(LACKING) * len([each for each in HELD if not each.isspace()])


def test_bullets_of_symbol_fonts_become_bullets():
    typed = "\uf0b7\toffice\n\uf0a7 affair\n\uf0d8 flow\n\uf0fc It’s done"
    text = words(typeset("minutes", minutes(opening=typed)))
    for said in ("• office", "• affair", "• flow", "✓ It’s done"):
        assert said in text
    assert "\ufffd" not in text


def test_a_text_of_thousands_of_signs_that_no_font_holds_is_set_in_a_moment():
    many = "".join(chr(0x4E00 + number) for number in range(5000))
    begun = time.monotonic()
    text = words(typeset("minutes", minutes(opening=f"before {many} It’s after")))
    assert text.replace(" ", "").count("\ufffd") == len(many)
    assert "It’s after" in text
    assert time.monotonic() - begun < 20


def test_a_word_wider_than_any_column_breaks_and_loses_nothing():
    item = {"number": 1, "title": "1.", "about": "", "minute": "", "outcomes": [], "actions": []}
    action = {"reference": "A", "title": "w" * 300, "owner": "o", "due": "d"}
    made = typeset("minutes", minutes(items=[item | {"actions": [action]}]))
    assert read(made).pages[0].extract_text().replace("\u200b", "").replace("\n", "").count("w") >= 300


def test_the_same_data_gives_the_same_bytes():
    assert typeset("minutes", minutes()) == typeset("minutes", minutes())
    assert typeset("minutes", minutes()) != typeset("minutes", minutes(opening="Another."))


def test_no_font_comes_from_the_machine():
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in read(typeset("minutes", minutes(opening="Words."))).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts
    assert all("Libertinus" in font for font in fonts)


def test_it_is_tagged_pdf_ua_in_british_english_with_its_title_shown():
    made = read(typeset("minutes", minutes()))
    root = made.root_object
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    metadata = root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert "<rdf:li>en-GB</rdf:li>" in metadata


def test_tables_have_header_cells():
    row = {"name": "Chair", "organisation": "MOPAC", "kind": "Present"}
    assert count_of(typeset("minutes", minutes(attendance=[row])), "/TH") == 3


def count_of(content: bytes, role: str) -> int:
    """How many structure elements of the role there are."""

    def walk(node) -> int:
        node = node.get_object()
        if not isinstance(node, dict):
            return 0
        below = node.get("/K", [])
        below = below.get_object() if hasattr(below, "get_object") else below
        below = below if isinstance(below, list) else [below]
        return (node.get("/S") == role) + sum(walk(each) for each in below if hasattr(each, "get_object"))

    return walk(read(content).root_object["/StructTreeRoot"])


def test_draft_stands_across_every_page_of_draft_minutes_alone():
    long = "\n\n".join(["A paragraph of some length. " * 20] * 30)
    draft = read(typeset("minutes", minutes(opening=long, is_draft=True, marking="OFFICIAL-SENSITIVE")))
    assert len(draft.pages) > 1
    for page in draft.pages:
        assert "Draft" in page.extract_text().split()
        assert page.extract_text().count("OFFICIAL-SENSITIVE") == 2
    assert "Draft" not in words(typeset("minutes", minutes(opening=long)))


def test_a_template_that_fails_says_which():
    with pytest.raises(DocumentFailed, match="minutes"):
        typeset("minutes", {"title": "Nothing else"})


# --- Minutes of a meeting ----------------------------------------------------------------------------


@pytest.fixture
def minuted(world):
    today = timezone.localdate()
    world.held = make.meeting(
        world.board,
        today - make.timedelta(days=20),
        by=world.secretariat,
        status=Meeting.Status.HELD,
        place="City Hall",
    )
    world.item = make.agenda_item(world.held, 2, title="Custody", minute="It was said.\n\nAnd agreed.")
    world.hidden = make.agenda_item(
        world.held, 3, title="An operation", minute="Sensitive words.", marking="OFFICIAL-SENSITIVE"
    )
    ItemOutcome.objects.create(agenda_item=world.item, kind="decision_advice", text="Advise to approve.")
    ItemOutcome.objects.create(agenda_item=world.hidden, kind="note", text="A sensitive note.")
    make.action(
        world.board,
        by=world.secretariat,
        owner_organisation=world.mps,
        agenda_item=world.item,
        title="Count the cells",
    )
    Attendance.objects.create(meeting=world.held, person=world.chair, kind="present")
    row = Attendance.objects.create(meeting=world.held, person=world.member, kind="present")
    row.left_for.set([world.item, world.hidden])
    world.minutes = Minutes.objects.create(meeting=world.held, opening="The chair opened the meeting.")
    return world


def minutes_pdf(client, world, who):
    client.force_login(who)
    return client.get(reverse("minutes-pdf", args=[world.held.reference]))


def test_minutes_as_pdf_hold_what_was_minuted(minuted, client):
    response = minutes_pdf(client, minuted, minuted.member)
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "private, no-store"
    assert f"{minuted.held.reference}-minutes-draft.pdf" in response["Content-Disposition"]
    text = words(response.content)
    for said in (
        "The chair opened the meeting.",
        "2. Custody",
        "It was said.",
        "Decision advice:",
        "Advise to approve.",
        "Count the cells",
        "City Hall",
        "Sensitive words.",
        "left for item 2 and 3",
        "OFFICIAL-SENSITIVE",
    ):
        assert said in text, said
    assert read(response.content).metadata.title.startswith("Draft minutes of")


def test_a_person_cleared_to_official_reads_nothing_of_what_is_marked_above(minuted, client):
    Person.objects.filter(pk=minuted.member.pk).update(clearance="OFFICIAL")
    text = words(minutes_pdf(client, minuted, minuted.member).content)
    assert "It was said." in text
    for hidden in ("An operation", "Sensitive words.", "A sensitive note.", "OFFICIAL-SENSITIVE", "2 and 3"):
        assert hidden not in text


def test_agreed_minutes_are_no_draft_and_say_where_they_were_agreed(minuted, client):
    agree_minutes(
        minuted.held, by=minuted.secretariat, agreed_at=minuted.meeting, corrections="Item 2: eleven."
    )
    response = minutes_pdf(client, minuted, minuted.member)
    text = words(response.content)
    assert "Draft" not in text
    assert f"({minuted.meeting.reference})" in text
    assert "Item 2: eleven." in text
    assert f"{minuted.held.reference}-minutes.pdf" in response["Content-Disposition"]


def test_agreed_minutes_say_what_was_set_whatever_became_of_it_since(minuted, client):
    action = Action.objects.get(title="Count the cells")
    first, moved = timezone.localdate() + timedelta(days=20), timezone.localdate() + timedelta(days=90)
    Action.objects.filter(pk=action.pk).update(due_basis="day", first_due_on=first, due_on=moved)
    text = words(minutes_pdf(client, minuted, minuted.member).content)
    assert f"{first.day} {first:%B %Y}" in text
    assert f"{moved.day} {moved:%B %Y}" not in text
    Action.objects.filter(pk=action.pk).update(due_basis="next_meeting", due_meeting_of=minuted.board)
    assert f"Next meeting of {minuted.board}" in words(minutes_pdf(client, minuted, minuted.member).content)


@pytest.mark.parametrize("who", ("stranger", "other_member", "former_member", "liaison", "owner"))
def test_minutes_are_not_found_by_who_may_not_see_the_meeting(who, minuted, people, client):
    assert minutes_pdf(client, minuted, people[who]).status_code == 404


def test_a_meeting_without_minutes_has_none_as_pdf(world, client):
    client.force_login(world.member)
    assert client.get(reverse("minutes-pdf", args=[world.meeting.reference])).status_code == 404


def test_nobody_reads_them_without_signing_in(minuted, client):
    response = client.get(reverse("minutes-pdf", args=[minuted.held.reference]))
    assert response.status_code == 302
