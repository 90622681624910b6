"""Minutes cannot be lost: what is typed is a draft of that person alone, offered on return, gone once it is saved."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from boards.models import MinuteDraft
from boards.operations import save_minutes
from boards.operations.minute_drafts import drafts_of, drop_old_drafts, keep_drafts
from boards.operations.minutes import OPENING, NewOutcome, Typed, outcome_text
from boards.rules.minutes import DRAFT_DAYS, revision
from boards.tasks import delete_old_minute_drafts
from oversight.errors import NotAllowed, WrongState
from oversight.models import Event
from tests import make
from tests.admin.admin_pages import AdminPages
from tests.meetings.test_minutes_admin import Page, minutes_page

NEW = revision("")


@pytest.fixture
def item(world):
    return make.agenda_item(world.meeting, 2, title="First response")


def keep(world, key: str, text: str, by=None, opened_on: str = NEW) -> None:
    keep_drafts(world.meeting, by=by or world.secretariat, texts={key: Typed(text, opened_on)})


def texts(world, person=None) -> dict[str, str]:
    return {key: draft.text for key, draft in drafts_of(world.meeting, person or world.secretariat).items()}


# --- The rules -----------------------------------------------------------------------------------


def test_a_draft_is_kept_replaced_and_gone_once_the_text_is_as_it_was_opened(world, item):
    key = f"item-{item.pk}"
    keep(world, key, "It was disc")
    keep(world, key, "It was discussed.")
    assert texts(world) == {key: "It was discussed."}
    keep(world, OPENING, "Opened.")
    keep(world, key, "")
    assert texts(world) == {OPENING: "Opened."}
    keep(world, f"new-{item.pk}", outcome_text("note", ""), opened_on=revision(outcome_text("note", "")))
    assert texts(world) == {OPENING: "Opened."}, "a kind without words is nothing typed"


def test_a_draft_is_no_record_so_no_event_tells_of_it(world, item):
    before = Event.objects.count()
    keep(world, f"item-{item.pk}", "Discussed.")
    keep(world, f"item-{item.pk}", "")
    assert Event.objects.count() == before


def test_a_draft_is_shown_to_nobody_else_whatever_their_role(world, people, item):
    keep(world, OPENING, "A canary of the secretariat.")
    for who, person in people.items():
        own = person.pk == world.secretariat.pk
        assert MinuteDraft.objects.visible_to(person).exists() is own, who
    for person in (world.colleague, people["administrator"], people["superuser"], people["auditor"]):
        page = AdminPages(person).client.get(minutes_page(world.meeting))
        assert "canary" not in page.content.decode()


@pytest.mark.parametrize("who", ["chair", "member", "auditor", "administrator", "superuser"])
def test_who_may_not_write_the_minutes_keeps_no_draft(who, world, people):
    with pytest.raises(NotAllowed):
        keep(world, OPENING, "Opened.", by=people[who])
    assert not MinuteDraft.objects.exists()


def test_no_draft_is_kept_of_minutes_that_cannot_be_written_now(world):
    to_come = make.meeting(world.board, timezone.localdate() + timedelta(days=9), by=world.secretariat)
    with pytest.raises(WrongState, match="has not begun"):
        keep_drafts(to_come, by=world.secretariat, texts={OPENING: Typed("Opened.", NEW)})


def test_what_a_person_may_no_longer_read_is_neither_kept_nor_shown(world, item):
    key = f"item-{item.pk}"
    keep(world, key, "Discussed.")
    item.marking = "OFFICIAL-SENSITIVE"
    item.save()
    type(world.secretariat).objects.filter(pk=world.secretariat.pk).update(clearance="OFFICIAL")
    world.secretariat.refresh_from_db()
    assert texts(world) == {}
    keep(world, key, "More.")
    assert MinuteDraft.objects.get().text == "Discussed."


def test_drafts_go_when_they_are_saved_and_others_stay(world, item):
    key = f"item-{item.pk}"
    for kept in (key, OPENING):
        keep(world, kept, "Typed.")
        keep(world, kept, "Typed by another.", by=world.colleague)
    save_minutes(world.meeting, by=world.secretariat, texts={key: Typed("Typed.", NEW)}, settled={key})
    assert texts(world) == {OPENING: "Typed."}
    assert len(texts(world, world.colleague)) == 2


def test_a_save_that_is_refused_leaves_the_draft(world, item):
    key = f"new-{item.pk}"
    keep(world, key, outcome_text("note", "Noted."))
    with pytest.raises(WrongState):
        save_minutes(
            world.meeting,
            by=world.secretariat,
            texts={},
            new_outcomes=[NewOutcome(0, "note", "Noted.")],
            settled={key},
        )
    assert key in texts(world)


def test_drafts_nobody_touched_for_the_time_stated_are_deleted_by_the_daily_job(world, item):
    now = timezone.now()
    for days, key in ((DRAFT_DAYS + 1, OPENING), (DRAFT_DAYS - 1, f"item-{item.pk}")):
        with time_machine.travel(now - timedelta(days=days), tick=False):
            MinuteDraft.objects.create(
                person=world.secretariat, meeting=world.meeting, key=key, text="T.", kept_at=timezone.now()
            )
    delete_old_minute_drafts()
    assert set(texts(world)) == {f"item-{item.pk}"}
    assert drop_old_drafts() == 0


# --- The page ------------------------------------------------------------------------------------


def send(world, person=None, claimed=None, **given):
    """What the script of the page sends while somebody types."""
    person = person or world.secretariat
    address = reverse("admin:boards_meeting_minute_draft", args=[world.meeting.pk])
    data = {name.replace("__", "-"): value for name, value in given.items()}
    return AdminPages(person).client.post(address, {"person": (claimed or person).pk, **data})


def return_to(world, query: str = "", person=None):
    return AdminPages(person or world.secretariat).client.get(minutes_page(world.meeting) + query)


@pytest.mark.doors
def test_what_is_typed_is_kept_offered_on_return_used_and_saved(world, item):
    box = f"item-{item.pk}"
    with time_machine.travel(timezone.now().replace(hour=14, minute=32), tick=False):
        answer = send(
            world,
            **{f"{box}-text": "It was <discussed>.", f"{box}-opened_on": NEW},
            **{f"{box}-new_kind": "decision_advice", f"{box}-new_text": "To approve it."},
        )
        at = f"{timezone.localtime():%H:%M}"
        assert (answer.status_code, answer.json()["words"]) == (200, f"Draft saved at {at}.")
        assert "no-store" in answer["Cache-Control"]
        offered = return_to(world).content.decode()
        assert f"You have unsaved text of {at}: use it, or discard it" in offered
    assert "It was &lt;discussed&gt;." in offered
    assert "To approve it." in offered
    assert "Save minutes" not in offered, "first one decides: nothing is typed over it meanwhile"
    form = Page(world.secretariat, minutes_page(world.meeting) + "?draft=use")
    assert form.data[f"{box}-text"] == "It was <discussed>."
    assert form.send().status_code == 302
    item.refresh_from_db()
    assert item.minute == "It was <discussed>."
    assert (item.outcomes.get().kind, item.outcomes.get().text) == ("decision_advice", "To approve it.")
    assert not MinuteDraft.objects.exists()
    assert "You have unsaved text" not in return_to(world).content.decode()


@pytest.mark.doors
def test_a_draft_is_compared_where_somebody_else_changed_the_text_meanwhile(world, item):
    key = f"item-{item.pk}"
    keep(world, key, "My words.")
    save_minutes(world.meeting, by=world.colleague, texts={key: Typed("Their words.", NEW)})
    offered = return_to(world).content.decode()
    assert "Somebody else changed this text meanwhile." in offered
    assert "Their words." in offered
    form = Page(world.secretariat, minutes_page(world.meeting) + "?draft=use")
    page = return_to(world, "?draft=use").content.decode()
    assert "Both texts stand below: say which is to stand, then save." in page
    assert re.search(r"Yours, as typed.*My words\..*Theirs, as saved.*Their words\.", page, re.DOTALL)
    assert form.send().status_code == 409, "who does not say which stands is asked, as ever"
    item.refresh_from_db()
    assert item.minute == "Their words."
    assert texts(world) == {key: "My words."}
    assert form.send(**{f"{key}-stands": "saved"}).status_code == 302
    assert texts(world) == {}


@pytest.mark.doors
def test_a_save_that_is_refused_is_kept_as_a_draft_without_scripts_too(world, item):
    key = f"item-{item.pk}"
    form = Page(world.secretariat, minutes_page(world.meeting))
    save_minutes(world.meeting, by=world.colleague, texts={key: Typed("Their words.", NEW)})
    assert form.send(**{f"{key}-text": "My words."}).status_code == 409
    assert texts(world) == {key: "My words."}
    assert form.send(**{f"{key}-stands": "mine", f"{key}-text": "x" * 60_000}).status_code == 422
    assert len(texts(world)[key]) == 60_000, "too long to be saved, and not lost"


@pytest.mark.doors
def test_a_draft_of_an_item_withdrawn_meanwhile_is_there_to_be_copied_and_discarded(world, item):
    key = f"item-{item.pk}"
    keep(world, key, "What was said of it.")
    item.status = "withdrawn"
    item.save()
    page = return_to(world).content.decode()
    assert "What was said of it." in page
    assert "Save minutes" in page
    answer = send(world, then="discard", key=key)
    assert (answer.status_code, answer.url) == (302, minutes_page(world.meeting))
    assert texts(world) == {}


@pytest.mark.doors
def test_who_discards_discards_their_own_alone(world, item):
    keep(world, OPENING, "Opened.")
    send(world, person=world.colleague, then="discard", key=OPENING)
    assert texts(world) == {OPENING: "Opened."}


@pytest.mark.doors
def test_a_page_left_open_by_somebody_else_keeps_nothing_for_who_signed_in_since(world, item):
    answer = send(world, claimed=world.colleague, opening__text="Theirs.", opening__opened_on=NEW)
    assert answer.status_code == 409
    assert not MinuteDraft.objects.exists()


@pytest.mark.doors
@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"opening__text": "x" * 100_001}, 422),
        ({"opening__text": "\0"}, 422),
        ({"opening__text": "T.", "opening__opened_on": "y" * 5000}, 200),
        ({"outcome-99999999999999999999__text": "T."}, 200),
        ({}, 200),
    ],
)
def test_what_no_text_can_be_is_answered_in_words(given, status, world):
    answer = send(world, **given)
    assert answer.status_code == status
    assert set(answer.json()) >= {"words"}


@pytest.mark.doors
def test_who_may_not_write_them_reads_why_and_who_is_signed_out_is_sent_to_sign_in(world, people, client):
    answer = send(world, person=people["auditor"], opening__text="Opened.")
    assert answer.status_code == 403
    assert "keeps the records of this board" in answer.json()["words"]
    address = reverse("admin:boards_meeting_minute_draft", args=[world.meeting.pk])
    for answer in (client.get(address), client.post(address, {"opening-text": "Opened."})):
        assert answer.status_code == 302


@pytest.mark.doors
def test_texts_marked_official_sensitive_are_named_to_the_browser_so_that_it_keeps_none(world, item):
    item.marking = "OFFICIAL-SENSITIVE"
    item.save()
    keys = f'data-sensitive="item-{item.pk} new-{item.pk}"'
    assert keys in return_to(world).content.decode()
    assert send(world).json()["sensitive"] == f"item-{item.pk} new-{item.pk}"
    world.meeting.marking = "OFFICIAL-SENSITIVE"
    world.meeting.save()
    assert OPENING in send(world).json()["sensitive"].split()


@pytest.mark.doors
def test_the_page_says_without_scripts_that_only_save_keeps_what_is_typed(world):
    page = return_to(world).content.decode()
    assert '<p class="admin-draft" role="status">Only “Save minutes” keeps what you type here.</p>' in page
