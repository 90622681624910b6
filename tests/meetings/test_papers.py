"""Papers: brought to a meeting, marked late, superseded, withdrawn; no version is lost (rules.md section 9)."""

import hashlib
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.utils import timezone

from boards.models import Board, Meeting, Minutes, Paper, PaperVersion
from boards.operations import (
    add_paper,
    add_version,
    amend_paper,
    cancel_meeting,
    carry_over_item,
    withdraw_item,
    withdraw_paper,
)
from boards.rules.papers import is_late, last_day
from oversight.errors import NotAllowed, RuleBroken, WrongState
from oversight.models import Event
from tests import make
from tests.meetings import files


@pytest.fixture(autouse=True)
def held(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def coming(world) -> Meeting:
    return make.meeting(world.board, timezone.localdate() + timedelta(days=30), by=world.secretariat)


@pytest.fixture
def item(coming):
    return make.agenda_item(coming, 2, title="Resources for child protection")


def added(meeting, world, content: bytes = b"", name: str = "rota.pdf", **given) -> Paper:
    given.setdefault("title", "Resources set against demand")
    by = given.pop("by", world.secretariat)
    return add_paper(meeting, by=by, file=SimpleUploadedFile(name, content or files.pdf(2)), **given)


def on_disk(held: Path) -> list[Path]:
    return [path for path in held.rglob("*") if path.is_file()]


# --- Adding ----------------------------------------------------------------------------------------


def test_a_paper_is_kept_with_what_it_really_is(world, coming, item, held):
    content = files.pdf(2)
    paper = added(coming, world, content, "../Rota & plan.PDF", agenda_item=item, author=world.mps)
    version = paper.versions.get()
    assert (paper.agenda_item, paper.author, paper.order, paper.withdrawn_at) == (item, world.mps, 1, None)
    assert (version.number, version.file_name, version.content_type) == (
        1,
        "Rota & plan.PDF",
        "application/pdf",
    )
    assert (version.size, version.pages, version.by) == (len(content), 2, world.secretariat)
    assert version.sha256 == hashlib.sha256(content).hexdigest()
    assert version.file.read() == content
    assert not version.is_late


def test_a_file_lies_under_a_random_name_for_its_owner_alone(world, coming, held):
    names = {added(coming, world, title=f"Paper {number}").versions.get().file.name for number in range(2)}
    assert len(names) == 2
    for name in names:
        assert name.startswith(f"papers/{timezone.localdate().year}/")
        stem = Path(name).stem
        assert len(stem) == 32
        assert set(stem) <= set("0123456789abcdef")
        assert (held / name).stat().st_mode & 0o777 == 0o600


def test_one_event_tells_of_the_paper_and_its_file(world, coming):
    paper = added(coming, world)
    event = Event.objects.about(paper).get()
    assert (event.step, event.by) == ("add_paper", world.secretariat)
    assert event.after["file"] == "rota.pdf"
    assert event.after["SHA-256"] == paper.versions.get().sha256
    assert (event.after["version"], event.after["pages"], event.after["late"]) == (1, 2, False)


def test_papers_of_an_item_come_one_after_the_other_unless_told_otherwise(world, coming, item):
    papers = [added(coming, world, title=f"Paper {number}", agenda_item=item) for number in range(3)]
    assert [paper.order for paper in papers] == [1, 2, 3]
    assert added(coming, world).order == 1
    assert added(coming, world, agenda_item=item, order=2).order == 2


def test_a_paper_is_marked_as_its_board_marks_unless_told_otherwise(world, coming):
    Board.objects.filter(pk=world.board.pk).update(default_marking="OFFICIAL-SENSITIVE")
    coming = Meeting.objects.get(pk=coming.pk)
    assert added(coming, world).marking == "OFFICIAL-SENSITIVE"
    assert added(coming, world, marking="OFFICIAL").marking == "OFFICIAL"


@pytest.mark.parametrize("marking", ("SECRET", "TOP SECRET", "top-secret"))
def test_a_marking_above_official_sensitive_is_refused_in_words(marking, world, coming, held):
    with pytest.raises(
        RuleBroken, match="highest marking this register holds is OFFICIAL-SENSITIVE"
    ) as error:
        added(coming, world, marking=marking)
    assert error.value.field == "marking"
    assert not Paper.objects.exists()
    assert not on_disk(held)


BAD = {
    "a program called .pdf": ("rota.pdf", files.PROGRAM, "its content is a program"),
    "an empty file": ("rota.pdf", b"", "is empty"),
    "51 MB": ("rota.pdf", bytes(51 * 1024**2), "larger than 50 MB"),
    "a zip bomb": (
        "rota.docx",
        files.bomb(),
        "unpacks to far more",
    ),
    "a PDF that cannot be read": ("rota.pdf", b"%PDF-1.7\nnothing", "cannot be read as a PDF"),
    "an encrypted PDF": ("rota.pdf", files.pdf(password="x"), "is encrypted"),
    "a kind boards do not work with": ("rota.txt", b"Text", "is not a kind of file accepted as a paper"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_beside_its_field_and_nothing_is_half_saved(case, world, coming, held):
    name, content, sentence = BAD[case]
    paper = added(coming, world)
    before = (on_disk(held), Event.objects.count())
    for attempt in (
        lambda file: add_paper(coming, by=world.secretariat, title="Rota", file=file),
        lambda file: add_version(paper, by=world.secretariat, file=file),
    ):
        with pytest.raises(RuleBroken, match=sentence) as error:
            attempt(SimpleUploadedFile(name, content))
        assert error.value.field == "file"
    assert (Paper.objects.count(), PaperVersion.objects.count()) == (1, 1)
    assert (on_disk(held), Event.objects.count()) == before


def test_a_file_goes_with_its_row_where_saving_fails(world, coming, held, monkeypatch):
    def fails(*args, **kwargs):
        raise DatabaseError("The disk of the database is full.")

    monkeypatch.setattr("boards.operations.papers.record_event", fails)
    with pytest.raises(DatabaseError):
        added(coming, world)
    assert not Paper.objects.exists()
    assert not PaperVersion.objects.exists()
    assert not on_disk(held)


def test_a_file_goes_with_its_row_where_the_row_itself_is_refused(world, coming, held, monkeypatch):
    def fails(*args, **kwargs):
        raise DatabaseError("Refused.")

    paper = added(coming, world)
    before = on_disk(held)
    monkeypatch.setattr(PaperVersion, "save", fails)
    with pytest.raises(DatabaseError), transaction.atomic():
        add_version(paper, by=world.secretariat, file=SimpleUploadedFile("b.pdf", files.pdf(3)))
    assert on_disk(held) == before


def test_a_paper_needs_a_title(world, coming):
    with pytest.raises(RuleBroken, match="Give the paper a title") as error:
        added(coming, world, title="  ")
    assert error.value.field == "title"


def test_a_paper_comes_under_an_item_of_its_own_meeting_that_is_to_be_taken(world, coming, item):
    other = make.agenda_item(world.meeting, 2)
    with pytest.raises(RuleBroken, match="agenda of another meeting") as error:
        added(coming, world, agenda_item=other)
    assert error.value.field == "agenda_item"
    make.meeting(world.board, timezone.localdate() + timedelta(days=90), by=world.secretariat)
    later = make.agenda_item(coming, 3)
    withdraw_item(item, by=world.secretariat, reason="Not ready.")
    carry_over_item(later, by=world.secretariat)
    for closed, words in ((item, "is withdrawn"), (later, "is carried over to a later meeting")):
        with pytest.raises(RuleBroken, match=words) as error:
            added(coming, world, agenda_item=closed)
        assert error.value.field == "agenda_item"


# --- Which meetings take papers, and from whom -----------------------------------------------------


def test_a_board_that_keeps_no_records_takes_no_papers(world, coming):
    Board.objects.filter(pk=world.board.pk).update(keeps_records=False)
    with pytest.raises(WrongState, match="keeps no records: it takes no papers"):
        added(Meeting.objects.get(pk=coming.pk), world)


def test_a_cancelled_meeting_takes_no_more_papers(world, coming):
    paper = added(coming, world)
    cancel_meeting(coming, by=world.secretariat, reason="No quorum.")
    with pytest.raises(WrongState, match="cancelled: it takes no more papers"):
        added(coming, world)
    with pytest.raises(WrongState, match="cancelled: it takes no more papers"):
        add_version(
            Paper.objects.get(pk=paper.pk),
            by=world.secretariat,
            file=SimpleUploadedFile("b.pdf", files.pdf(3)),
        )


def test_a_meeting_whose_minutes_are_agreed_takes_no_more_papers_but_their_handling_can_be_set_right(
    world, coming
):
    paper = added(world.meeting, world)
    Minutes.objects.create(meeting=world.meeting, status="agreed", agreed_at_meeting=coming)
    with pytest.raises(WrongState, match="minutes of this meeting are agreed"):
        added(world.meeting, world)
    with pytest.raises(WrongState, match="minutes of this meeting are agreed"):
        amend_paper(paper, by=world.secretariat, changes={"title": "Another"})
    amend_paper(paper, by=world.secretariat, changes={"marking": "OFFICIAL-SENSITIVE"})
    assert Paper.objects.get().marking == "OFFICIAL-SENSITIVE"
    withdraw_paper(paper, by=world.secretariat, reason="It names a child.")
    assert Paper.objects.get().withdrawn_at is not None


@pytest.mark.parametrize(
    "who",
    (
        "chair",
        "member",
        "auditor",
        "administrator",
        "superuser",
        "dmpc_staff",
        "liaison",
        "owner",
        "stranger",
    ),
)
def test_papers_are_kept_by_those_who_keep_the_board_alone(who, world, people, coming, held):
    paper = added(coming, world)
    before = on_disk(held)
    file = SimpleUploadedFile("b.pdf", files.pdf(3))
    for attempt in (
        lambda by: add_paper(coming, by=by, title="Rota", file=file),
        lambda by: add_version(paper, by=by, file=file),
        lambda by: amend_paper(paper, by=by, changes={"title": "Forged"}),
        lambda by: amend_paper(paper, by=by, changes={"is_publishable": True}),
        lambda by: withdraw_paper(paper, by=by, reason="Forged."),
    ):
        with pytest.raises(NotAllowed):
            attempt(people[who])
    assert on_disk(held) == before
    assert Event.objects.about(paper).count() == 1


def test_a_restricted_boards_papers_are_kept_by_its_own_secretary(world):
    with pytest.raises(NotAllowed):
        added(world.restricted_meeting, world)
    assert added(world.restricted_meeting, world, by=world.restricted_secretary).versions.count() == 1


# --- Late ------------------------------------------------------------------------------------------


def at(day: int, hour: int = 10) -> datetime:
    return timezone.make_aware(datetime(2017, 10, day, hour))  # noqa: DTZ001 - made aware here


@pytest.mark.parametrize(
    ("received", "paper_days", "late"),
    (
        (at(9), 5, False),  # Monday 9 to Tuesday 17 October 2017: exactly five clear working days
        (at(9, 23), 5, False),
        (at(10), 5, True),
        (at(16), None, False),
        (at(17, 9), None, False),
        (at(17, 11), None, True),
        (at(17, 9), 0, False),
        (at(17, 11), 0, True),
        (at(20), 5, True),
    ),
)
def test_a_paper_is_late_with_fewer_clear_working_days_than_its_board_asks_for(received, paper_days, late):
    assert is_late(received, at(17), paper_days) is late


@pytest.mark.parametrize("paper_days", (1, 3, 5, 10))
def test_the_last_day_for_papers_is_the_last_on_which_one_is_not_late(paper_days):
    day = last_day(at(17), paper_days)
    assert not is_late(timezone.make_aware(datetime.combine(day, datetime.max.time())), at(17), paper_days)
    following = timezone.make_aware(datetime.combine(day + timedelta(days=1), datetime.min.time()))
    assert is_late(following, at(17), paper_days)
    assert last_day(at(17), None) is None


def test_a_late_paper_is_taken_and_marked_late(world, coming):
    Board.objects.filter(pk=world.board.pk).update(paper_days=40)
    paper = added(Meeting.objects.get(pk=coming.pk), world)
    assert paper.versions.get().is_late
    assert Event.objects.about(paper).get().after["late"] is True


def test_a_paper_that_came_before_it_was_entered_is_judged_by_the_day_it_came(world):
    Board.objects.filter(pk=world.board.pk).update(paper_days=5)
    held_on = date(2017, 10, 17)
    past = make.meeting(Board.objects.get(pk=world.board.pk), held_on, by=world.secretariat, status="held")
    for day, late in ((9, False), (10, True)):
        paper = added(past, world, received_on=date(2017, 10, day))
        assert paper.versions.get().is_late is late
        assert Event.objects.about(paper).get().after["received_on"] == f"2017-10-{day:02}"
    assert added(past, world).versions.get().is_late
    with pytest.raises(RuleBroken, match="day to come") as error:
        added(past, world, received_on=timezone.localdate() + timedelta(days=1))
    assert error.value.field == "received_on"


# --- Versions --------------------------------------------------------------------------------------


def test_a_changed_paper_is_a_new_version_and_the_old_one_stays(world, coming):
    first, second = files.pdf(1), files.pdf(4)
    paper = added(coming, world, first)
    Board.objects.filter(pk=world.board.pk).update(paper_days=40)
    paper = Paper.objects.get(pk=paper.pk)
    add_version(paper, by=world.colleague, file=SimpleUploadedFile("rota-2.pdf", second))
    latest, earlier = paper.versions.all()
    assert [(version.number, version.pages, version.is_late) for version in (latest, earlier)] == [
        (2, 4, True),
        (1, 1, False),
    ]
    assert (latest.file.read(), earlier.file.read()) == (second, first)
    event = Event.objects.about(paper).first()
    assert (event.step, event.by) == ("add_version", world.colleague)
    assert (event.before["file"], event.after["file"]) == ("rota.pdf", "rota-2.pdf")


def test_the_same_file_again_is_no_new_version(world, coming, held):
    paper = added(coming, world, files.pdf(2))
    with pytest.raises(RuleBroken, match="the same file as the latest version") as error:
        add_version(paper, by=world.secretariat, file=SimpleUploadedFile("again.pdf", files.pdf(2)))
    assert error.value.field == "file"
    assert len(on_disk(held)) == 1


# --- Correcting and withdrawing --------------------------------------------------------------------


def test_a_correction_says_what_it_changed_and_leaves_the_file_alone(world, coming, item):
    paper = added(coming, world)
    amend_paper(paper, by=world.secretariat, changes={"title": "Resources", "agenda_item": item, "order": 3})
    event = Event.objects.about(paper).first()
    assert event.step == "amend_paper"
    assert set(event.after) == {"title", "agenda_item", "order"}
    assert paper.versions.count() == 1
    with pytest.raises(RuleBroken, match="agenda of another meeting"):
        amend_paper(paper, by=world.secretariat, changes={"agenda_item": make.agenda_item(world.meeting, 2)})


@pytest.mark.parametrize("name", ("meeting", "withdrawn_at", "is_illustrative"))
def test_what_no_correction_changes_is_refused(name, world, coming):
    with pytest.raises(RuleBroken, match="Not to be changed directly"):
        amend_paper(added(coming, world), by=world.secretariat, changes={name: None})


def test_a_withdrawn_paper_stays_as_it_was_with_its_reason(world, coming, held):
    paper = added(coming, world)
    with pytest.raises(RuleBroken, match="Give the reason"):
        withdraw_paper(paper, by=world.secretariat, reason=" ")
    withdraw_paper(paper, by=world.secretariat, reason="Overtaken by events.")
    assert (paper.withdrawn_reason, paper.versions.count(), len(on_disk(held))) == (
        "Overtaken by events.",
        1,
        1,
    )
    event = Event.objects.about(paper).first()
    assert (event.step, event.note) == ("withdraw_paper", "Overtaken by events.")
    for attempt in (
        lambda: withdraw_paper(paper, by=world.secretariat, reason="Again."),
        lambda: amend_paper(paper, by=world.secretariat, changes={"title": "Another"}),
        lambda: add_version(paper, by=world.secretariat, file=SimpleUploadedFile("b.pdf", files.pdf(3))),
    ):
        with pytest.raises(WrongState, match="This paper is withdrawn"):
            attempt()
