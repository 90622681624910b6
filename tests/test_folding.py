"""Kind 5 of what real files do: typed text is folded before it is compared, the same on every database (folding.py)."""

import unicodedata
from typing import Any

import pytest
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from boards import forms as boards_forms
from boards.filters import BoardFilter, OrganisationFilter
from boards.models import Board, BoardName, Decision, Organisation, Paper
from oversight.folded_fields import kept_folds
from oversight.folding import did_you_mean, folded, is_blank, nearest, sought
from oversight.models import Event
from recommendations import forms as lines_forms
from recommendations import operations
from recommendations.filters import ActionFilter
from recommendations.models import Action, Recommendation, Report
from recommendations.rules.action_workflow import STEPS
from tests import make
from tests.doors.steps import DOORS, RULE, outcome_of
from tests.workflows import workflow_of

SIAN = "Siân O'Neill"
SAME = (
    unicodedata.normalize("NFD", SIAN),
    "Siân O’Neill",
    "Siân Oʼneill",
    "SIÂN\u00a0O'NEILL",
    "  Siân\u2009 O`Neill\u200b ",
    "\ufeffSi\u200dân O'Ne\u00adill",
)


@pytest.mark.parametrize("written", SAME)
def test_a_name_is_the_same_however_its_signs_were_typed(written):
    assert folded(written) == folded(SIAN) == "siân o'neill"


@pytest.mark.parametrize("dash", "-‐‑‒–—―−")
def test_every_dash_is_a_hyphen(dash):
    assert folded(f"Anne{dash}Marie Ng") == folded("Anne-Marie Ng")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    (
        ("Łódź", "łódź", True),
        ("ΑΘΗΝΑΣ", "Αθηνας", True),
        ("СОВЕТ", "совет", True),
        ("Straße", "STRASSE", True),
        ("Łódź", "Lodz", False),
        ("Siân", "Sian", False),
        ("OB-2026-001", "ob–2026–001", True),
        ("OB-2026-001", "OB-2026-002", False),
    ),
)
def test_case_is_nothing_and_accents_are_something_in_a_name(one, other, same):
    assert (folded(one) == folded(other)) is same


@pytest.mark.parametrize(
    ("text", "word"), (("Łódź", "lodz"), ("Siân O’Neill", "sian o'neill"), ("Ærø", "aero"), ("Żółć", "ZOLC"))
)
def test_a_search_is_blind_to_accents(text, word):
    assert sought(word) in sought(text)


TEXTS = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("’‘–\u00a0\u200bŁóİßǅﬁΣς´\u0345"), max_size=12
)


@given(TEXTS)
def test_folding_twice_is_folding_once_and_composition_is_nothing(text):
    for fold in (folded, sought):
        assert fold(fold(text)) == fold(text)
    assert folded(unicodedata.normalize("NFD", text)) == folded(unicodedata.normalize("NFC", text))
    assert not (is_blank(text) and folded(text))


@pytest.mark.parametrize(
    "text", ("", " \t\n", "\u200b\u2060", "\ufeff", "\u00a0\u3000", "\u2800", "\u3164\u200e", "\u202a\ufe0f")
)
def test_invisible_signs_alone_are_no_text(text):
    assert is_blank(text)
    assert not is_blank(f"{text}x")


def test_the_nearest_names_are_offered_best_first_and_none_where_none_is_like_it():
    names = ["Siân O'Neill", "Simon Neal", "Anne-Marie Ng", "Metropolitan Police Service"]
    assert nearest("O’Neil, Sian", names)[0] == "Siân O'Neill"
    assert did_you_mean("Metropolitan Polis Service", names) == "Did you mean “Metropolitan Police Service”?"
    assert did_you_mean("zzz", names) == ""


# --- In the database -----------------------------------------------------------------------------------


def found(filters, rows, words):
    return list(filters({"q": words}, rows.all()).qs)


@pytest.mark.sql
@pytest.mark.parametrize(
    "words", ("łódź", "ŁÓDŹ", "lodz", unicodedata.normalize("NFD", "Łódź"), "Łódź\u200b", "‘the’ plan – łódź")
)
def test_an_action_is_found_whatever_case_and_accents_are_typed(world, words):
    action = make.action(
        world.board,
        by=world.secretariat,
        owner_organisation=world.mps,
        title="The twin town: Łódź - 'the' plan",
    )
    assert found(ActionFilter, Action.objects, words) == [action]


@pytest.mark.sql
def test_what_is_searched_follows_what_is_corrected(world):
    operations.amend_action(world.action, by=world.secretariat, title="Café Zoë")
    assert found(ActionFilter, Action.objects, "cafe zoe") == [world.action]
    world.mps.name = "Heddlu’r Cymoedd"
    world.mps.save()
    assert found(OrganisationFilter, Organisation.objects, "heddlu'r") == [world.mps]
    BoardName.objects.create(board=world.board, name="Grŵp Plant")
    assert found(BoardFilter, Board.objects, "grwp") == [world.board]


DECISION: dict[str, Any] = {"title": "t", "decision_maker_text": "d", "decided_on": "2026-01-01", "text": "t"}
ANOTHER_REPORT: dict[str, Any] = {"title": "t", "publisher_name": "MPS", "kind": "audit"}
ANOTHER: dict[str, Any] = {"slug": "another", "name": "Another", "abbreviation": "ANOTHER", "kind": "local"}
SECOND: dict[str, Any] = {
    "organisation": lambda w: Organisation(slug="x", name="mayor’s office for policing\u00a0and crime"),
    "board": lambda w: Board(**ANOTHER | {"name": "CHILD PROTECTION Policing Oversight Group\u200b"}),
    "abbreviation": lambda w: Board(**ANOTHER | {"abbreviation": "cppog"}),
    "recommendation": lambda w: Recommendation(report=w.report, reference="cp16-01", summary="Again."),
    "report": lambda w: Report(**ANOTHER_REPORT, publisher=w.mps, reference="Inspection-2016"),
    "decision": lambda w: Decision(**DECISION, board=w.board, reference="pcd–1"),
}
BESIDE = {"organisation": "name", "board": "name", "abbreviation": "abbreviation"}


@pytest.mark.sql
@pytest.mark.parametrize("kind", SECOND)
def test_a_name_or_reference_is_given_once_however_it_is_typed(world, kind):
    Decision.objects.create(**DECISION, board=world.board, reference="PCD-1")
    second = SECOND[kind](world)
    with pytest.raises(ValidationError) as refused:
        # As a form asks, which shows no worked-out column.
        second.full_clean(exclude=set(kept_folds(second)))
    assert list(refused.value.message_dict) == [BESIDE.get(kind, "reference")]
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()


@pytest.mark.parametrize(
    ("typed", "first"),
    (
        ("MPS", "Metropolitan Police Service (MPS)"),
        ("mps", "Metropolitan Police Service (MPS)"),
        ("CPPOG", None),
    ),
)
def test_a_picker_gives_first_what_is_called_just_so(world, client, typed, first):
    for number in range(30):
        make.organisation(
            f"a-{number:02}", name=f"A body of the MPS {number:02}", short_name=f"MPS{number:02}"
        )
    client.force_login(world.secretariat)
    app, model, field = (
        ("recommendations", "action", "owner_organisation") if first else ("boards", "meeting", "board")
    )
    answer = client.get(
        "/admin/autocomplete/", {"term": typed, "app_label": app, "model_name": model, "field_name": field}
    ).json()
    assert answer["results"][0]["text"] == (first or world.board.name)


def test_a_picker_that_finds_nothing_gives_the_nearest_that_may_be_seen(world, client):
    client.force_login(world.secretariat)
    asked = {"app_label": "boards", "model_name": "meeting", "field_name": "board"}
    near = client.get(
        "/admin/autocomplete/", asked | {"term": "Child Protecton Polising Oversite Group"}
    ).json()
    assert [one["text"] for one in near["results"]] == [world.board.name]
    hidden = client.get("/admin/autocomplete/", asked | {"term": "Bilaterals: DMPC and Commisioner"}).json()
    assert world.restricted.name not in str(hidden)


# --- In forms --------------------------------------------------------------------------------------------

NO_TEXT = "\u200b\u2060"


def text_fields(form):
    return {name: field for name, field in form.fields.items() if isinstance(field, forms.CharField)}


def take_no_invisible_text(form):
    for name, field in text_fields(form).items():
        if field.required:
            with pytest.raises(ValidationError):
                field.clean(NO_TEXT)
        else:
            assert not field.clean(NO_TEXT), name


@pytest.mark.parametrize("kind", ("Action", "Recommendation", "Report", "Meeting", "AgendaItem", "Paper"))
def test_no_step_takes_invisible_signs_for_a_text(world, kind):
    """Every text of every step's form: refused where it is needed, empty where it is not."""
    item = make.agenda_item(world.meeting)
    records = {
        "Action": world.action,
        "Recommendation": world.recommendation,
        "Report": world.report,
        "Meeting": world.meeting,
        "AgendaItem": item,
        "Paper": Paper(meeting=world.meeting, title="A paper"),
    }
    workflow, offered = workflow_of(type(records[kind])), boards_forms.STEP_FORMS | lines_forms.STEP_FORMS
    asked = [offered[name](record=records[kind], user=world.secretariat) for name in workflow.steps]
    assert any(text_fields(form) for form in asked) or kind == "Paper"
    for form in asked:
        take_no_invisible_text(form)


def test_no_record_of_the_admin_takes_invisible_signs_for_a_text(world, rf):
    request = rf.get("/admin/")
    request.user = world.superuser
    seen = 0
    for one in admin.site._registry.values():
        if one.has_add_permission(request) or one.has_change_permission(request):
            form = one.get_form(request)()
            take_no_invisible_text(form)
            seen += len(text_fields(form))
    assert seen


@pytest.mark.parametrize("channel", ("page", "admin", "api"))
def test_invisible_signs_are_no_reason_at_any_channel(world, client, channel):
    client.force_login(world.secretariat)
    answer = DOORS[channel](client, world.action, STEPS["cancel"], {"reason": NO_TEXT})
    assert outcome_of(channel, answer) == RULE
    assert not Event.objects.about(world.action).filter(step="cancel").exists()


@pytest.mark.parametrize("typed", ("{}", "\u200b{} ", "lower"))
def test_a_record_named_by_its_reference_is_found_however_it_is_typed(world, typed):
    other = make.action(world.board, by=world.secretariat, owner_organisation=world.mps)
    name = other.reference.lower().replace("-", "–") if typed == "lower" else typed.format(other.reference)
    form = lines_forms.STEP_FORMS["propose_closure"](record=world.action, user=world.secretariat)
    assert form.fields["superseded_by"].clean(name) == other


def test_a_reference_that_is_not_found_is_answered_with_the_nearest_that_may_be_seen(world, client):
    form = lines_forms.STEP_FORMS["propose_closure"](record=world.action, user=world.secretariat)
    with pytest.raises(ValidationError) as refused:
        form.fields["superseded_by"].clean(world.action.reference.replace("CPPOG", "CPOG"))
    assert f"Did you mean “{world.action.reference}”?" in refused.value.messages[0]
    client.force_login(world.secretariat)
    said = client.get("/api/v1/actions/", {"board": "child-protecton-og"}).content.decode()
    assert "Did you mean “child-protection-og”?" in said
    hidden = client.get("/api/v1/actions/", {"board": "bilateral-dmpz"})
    assert (hidden.status_code, world.restricted.slug in hidden.content.decode()) == (400, False)
