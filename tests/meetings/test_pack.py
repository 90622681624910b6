"""The pack: what it binds, who is handed it, that it is made once, and what becomes of it when something fails."""

import threading
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import typst
from billiard.exceptions import SoftTimeLimitExceeded
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader, PdfWriter

from boards.models import Board, Meeting, Paper, PaperVersion, Person
from boards.operations.papers import amend_paper, withdraw_paper
from oversight.celery import app
from oversight.documents import typeset
from oversight.errors import NotAllowed, WrongState
from oversight.models import Event
from recommendations import tasks
from recommendations.models import Action, Pack
from recommendations.operations import packs as operations
from recommendations.packs import making
from recommendations.packs.contents import contents
from tests import make
from tests.admin.admin_pages import AdminPages
from tests.bench import pack as bench
from tests.meetings import files
from tests.servers.jobs import use_broker

# Each binds documents.
pytestmark = pytest.mark.slow

PDF = "application/pdf"


def a_pdf(words: str, pages: int = 2) -> bytes:
    source = "\n#pagebreak()\n".join(f"= {words} page {number}" for number in range(1, pages + 1))
    return typst.compile(source.encode(), ignore_system_fonts=True, timestamp=0)


def a_paper(meeting, item, title, content=None, *, kind=PDF, name="paper.pdf", **values) -> Paper:
    """A paper with one version, written past the operation, which would refuse some of these files."""
    paper = Paper.objects.create(meeting=meeting, agenda_item=item, title=title, **values)
    version = PaperVersion(
        paper=paper, file_name=name, content_type=kind, size=1, received_at=timezone.now(), sha256=title
    )
    version.file.save(name, ContentFile(a_pdf(title) if content is None else content), save=False)
    version.save()
    return paper


@pytest.fixture
def arranged(world, settings, tmp_path):
    """A meeting in a week with four items and five papers, one of each marked above OFFICIAL."""
    settings.MEDIA_ROOT = tmp_path
    on = timezone.localdate() + timedelta(days=7)
    w = world
    w.next = make.meeting(w.board, on, by=w.secretariat, place="City Hall")
    w.custody = make.agenda_item(w.next, 2, title="Custody", minutes_allotted=20)
    w.secret = make.agenda_item(w.next, 3, title="An operation", marking="OFFICIAL-SENSITIVE")
    w.talk = make.agenda_item(w.next, 4, title="Any talk")
    w.cells = a_paper(w.next, w.custody, "Counting the cells", order=2)
    w.sheet = a_paper(w.next, w.custody, "Figures", b"PK", kind="application/x", name="f.xlsx", order=3)
    w.early = a_paper(w.next, w.custody, "Before the count", order=1)
    w.hidden = a_paper(w.next, w.custody, "Named sources", marking="OFFICIAL-SENSITIVE", order=4)
    w.of_secret = a_paper(w.next, w.secret, "Order of battle")
    w.loose = a_paper(w.next, None, "Terms of reference")
    return w


def made_for(world, who) -> tuple[Pack, PdfReader]:
    found = contents(world.next, who.clearance, timezone.now())
    pack = operations.ask_for_pack(world.next, by=who, fingerprint=found.fingerprint, parts=found.parts)
    making.make(pack.pk)
    pack.refresh_from_db()
    assert pack.status == "ready", pack.error
    with pack.file.open("rb") as file:
        return pack, PdfReader(BytesIO(file.read()), strict=True)


def cleared_to_official(world) -> Person:
    Person.objects.filter(pk=world.member.pk).update(clearance="OFFICIAL")
    return Person.objects.get(pk=world.member.pk)


def lines(reader: PdfReader, outline=None, depth=0) -> list[tuple[int, str, int]]:
    """The outline as depth, title and page from 1."""
    found = []
    for line in reader.outline if outline is None else outline:
        if isinstance(line, list):
            found += lines(reader, line, depth + 1)
        else:
            found.append((depth, line["/Title"], reader.get_destination_page_number(line) + 1))
    return found


def text_of(reader: PdfReader) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def test_it_binds_everything_in_the_order_of_the_agenda_with_bookmarks(arranged):
    pack, reader = made_for(arranged, arranged.chair)
    assert lines(reader) == [
        (0, "Agenda", 2),
        (0, "1. Minutes and actions", 3),
        (0, "2. Custody", 4),
        (1, "Before the count", 4),
        (1, "Counting the cells", 6),
        (1, "Figures", 8),
        (1, "Named sources", 9),
        (0, "3. An operation", 11),
        (1, "Order of battle", 11),
        (0, "4. Any talk", 2),
        (0, "Papers under no item", 13),
        (1, "Terms of reference", 13),
    ]
    assert pack.pages == len(reader.pages) == 14
    assert pack.done == pack.parts == 9
    text = text_of(reader)
    assert "Before the count page 1" in text[3]
    assert "Counting the cells page 2" in text[6]
    assert "not a PDF" in text[7]
    assert "f.xlsx" in text[7]
    assert "10:00 2 Custody" in text[1] or "2 Custody" in text[1]
    assert arranged.action.reference in text[2]


def test_every_page_bears_marking_and_running_number_and_the_whole_title_and_language(arranged):
    pack, reader = made_for(arranged, arranged.chair)
    for number, text in enumerate(text_of(reader), start=1):
        assert text.count("OFFICIAL-SENSITIVE") >= 2
        assert f"Page {number} of 14" in text
        assert arranged.next.reference in text
    assert reader.metadata.title == f"{arranged.board.name}: pack for {pack.meeting.starts_at:%-d %B %Y}"
    root = reader.root_object
    assert root["/Lang"] == "en-GB"
    # Every page keeps its tags; that it is PDF/UA the whole says only where each of its papers does.
    assert "/StructTreeRoot" in root
    assert "/Metadata" not in root


def test_a_pack_of_papers_that_are_pdf_ua_is_flagged_as_pdf_ua(arranged):
    data = {"title": "Cells", "text": "Counted.", "marking": "OFFICIAL", "board": "A board"}
    for version in PaperVersion.objects.filter(content_type=PDF):
        version.file.save("ua.pdf", ContentFile(typeset("illustrative", data)))
    root: Any = made_for(arranged, arranged.chair)[1].root_object
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]


def test_strips_are_added_and_nothing_of_a_paper_is_covered_however_it_is_turned(arranged):
    writer = PdfWriter(clone_from=BytesIO(a_pdf("Turned", 4)))
    for page, turn in zip(writer.pages, (0, 90, 180, 270), strict=True):
        page.rotate(turn)
    turned = BytesIO()
    writer.write(turned)
    a_paper(arranged.next, arranged.talk, "Turned", turned.getvalue())
    _, reader = made_for(arranged, arranged.chair)
    (start,) = [page for _, title, page in lines(reader) if title == "Turned"]
    before = PdfReader(turned).pages[0].mediabox
    for page, turn in zip(reader.pages[start - 1 : start + 3], (0, 90, 180, 270), strict=True):
        grown = (page.mediabox.width - before.width, page.mediabox.height - before.height)
        shown = grown if turn in (0, 180) else grown[::-1]
        assert shown == pytest.approx((0, 2 * 12 / 25.4 * 72), abs=0.01)
        assert "OFFICIAL" in page.extract_text()


def test_a_pack_for_official_names_nothing_marked_above(arranged):
    Action.objects.filter(pk=arranged.action.pk).update(marking="OFFICIAL-SENSITIVE", title="Watch the house")
    _, reader = made_for(arranged, cleared_to_official(arranged))
    text = " ".join(text_of(reader))
    assert "Counting the cells page 1" in text
    for hidden in (
        "OFFICIAL-SENSITIVE",
        "An operation",
        "Named sources",
        "Order of battle",
        "Watch the house",
    ):
        assert hidden not in text
    assert not [title for _, title, _ in lines(reader) if "operation" in title or "Named" in title]
    assert "4. Any talk" in [title for _, title, _ in lines(reader)]


def test_a_pack_holds_no_action_that_somebody_it_is_handed_to_may_not_see(arranged, people):
    found = contents(arranged.next, "OFFICIAL-SENSITIVE", timezone.now())
    held = {row["reference"] for group in found.data["paper"]["groups"] for row in group["actions"]}
    assert held
    for who, person in people.items():
        if Meeting.objects.visible_to(person).filter(pk=arranged.next.pk).exists():
            seen = set(Action.objects.visible_to(person).values_list("reference", flat=True))
            assert held <= seen, who


def test_what_is_measured_is_what_a_pack_is_made_of(arranged):
    data = contents(arranged.next, "OFFICIAL-SENSITIVE", timezone.now()).data
    measured = bench.own_pages()
    assert set(measured) == {*data, "sheets"}
    row = next(row for group in data["paper"]["groups"] for row in group["actions"])
    assert set(bench.ACTION) == set(row)
    assert set(measured["agenda"]["items"][0]) == set(data["agenda"]["items"][0])


def test_only_the_latest_version_is_bound_and_nothing_withdrawn(arranged):
    newer = PaperVersion(
        paper=arranged.cells,
        number=2,
        file_name="b.pdf",
        content_type=PDF,
        size=1,
        received_at=timezone.now(),
        sha256="2",
    )
    newer.file.save("b.pdf", ContentFile(a_pdf("Recounted", 1)))
    withdraw_paper(arranged.early, by=arranged.secretariat, reason="Overtaken.")
    text = " ".join(text_of(made_for(arranged, arranged.chair)[1]))
    assert "Recounted page 1" in text
    assert "Counting the cells page 1" not in text
    assert "Before the count" not in text


def test_an_item_that_was_carried_over_brings_its_papers_and_one_that_left_has_none(arranged):
    later = make.meeting(arranged.board, timezone.localdate() + timedelta(days=40), by=arranged.secretariat)
    arranged.custody.status = "carried_over"
    arranged.custody.save()
    make.agenda_item(later, 2, title="Custody again", carried_from=arranged.custody)
    assert "Counting the cells" not in [
        held.paper.title for held in contents(arranged.next, "OFFICIAL", timezone.now()).papers
    ]
    assert [held.paper.title for held in contents(later, "OFFICIAL", timezone.now()).papers] == [
        "Before the count",
        "Counting the cells",
        "Figures",
    ]


def encrypted() -> bytes:
    writer = PdfWriter(clone_from=BytesIO(a_pdf("Locked")))
    writer.encrypt("a password")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "broken", (b"%PDF-1.7 nothing", b"", encrypted(), a_pdf("Cut off")[:900]), ids=range(4)
)
def test_a_paper_that_cannot_be_bound_stands_as_a_sheet_and_the_pack_is_made(broken, arranged):
    a_paper(arranged.next, arranged.talk, "Broken paper", broken)
    _, reader = made_for(arranged, arranged.chair)
    (page,) = [page for _, title, page in lines(reader) if title == "Broken paper"]
    assert "could not be bound" in text_of(reader)[page - 1]
    assert "Counting the cells page 1" in " ".join(text_of(reader))


@pytest.fixture
def broken(arranged) -> Paper:
    return a_paper(arranged.next, arranged.talk, "Broken paper", b"%PDF-1.7 nothing")


def test_what_a_pack_could_not_bind_is_said_wherever_the_paper_is_shown(arranged, broken, client):
    made_for(arranged, arranged.chair)
    why = "Not bound into the latest pack: it cannot be read: it is damaged. Bring it again."
    assert broken.versions.get().why_not_bound == why
    client.force_login(arranged.chair)
    for name in ("pack", "meeting"):
        page = client.get(place(name, arranged)).content.decode()
        assert page.count(why) == 1, name
        # Of a file that is neither PDF nor picture it is known from the start.
        assert page.count("Listed in packs, not bound: it is neither a PDF nor a picture.") == 1, name
    secretariat = AdminPages(arranged.secretariat).client
    for address in (
        reverse("admin:boards_meeting_change", args=[arranged.next.pk]),
        reverse("admin:boards_paper_change", args=[broken.pk]),
    ):
        assert why in secretariat.get(address).content.decode()
    listed = secretariat.get(reverse("admin:boards_paper_changelist"), {"bound": "no"})
    assert [each.pk for each in listed.context["cl"].result_list] == [broken.pk]


def test_what_could_not_be_bound_is_hidden_as_its_paper_is(arranged, broken, client):
    Paper.objects.filter(pk=broken.pk).update(marking="OFFICIAL-SENSITIVE")
    made_for(arranged, arranged.chair)
    client.force_login(cleared_to_official(arranged))
    for name in ("pack", "meeting"):
        page = client.get(place(name, arranged)).content.decode()
        assert "Broken paper" not in page
        assert "damaged" not in page


def test_what_can_be_bound_again_is_no_longer_said_not_to_be(arranged, broken):
    made_for(arranged, arranged.chair)
    version = broken.versions.get()
    version.file.save("paper.pdf", ContentFile(a_pdf("Mended")), save=False)
    version.sha256 = "mended"
    version.save()
    made_for(arranged, arranged.chair)
    assert broken.versions.get().why_not_bound == ""


def test_a_picture_is_bound(arranged):
    a_paper(arranged.next, arranged.talk, "The site", files.image("PNG"), kind="image/png", name="site.png")
    _, reader = made_for(arranged, arranged.chair)
    (page,) = [page for _, title, page in lines(reader) if title == "The site"]
    assert "could not be bound" not in text_of(reader)[page - 1]
    assert len(reader.pages[page - 1].images) == 1


def test_a_pack_that_takes_too_long_blames_no_paper(arranged, monkeypatch):
    def too_long(*given, **named):
        raise SoftTimeLimitExceeded

    monkeypatch.setattr("oversight.documents.binding.read", too_long)
    pack = queued(arranged, arranged.chair)
    assert making.make(pack.pk) == "failed"
    pack.refresh_from_db()
    assert pack.error == "It took too long to make."
    assert not PaperVersion.objects.exclude(not_bound="").exists()


def test_a_file_that_is_gone_from_the_disk_stands_as_a_sheet(arranged):
    version = arranged.cells.versions.get()
    version.file.storage.delete(version.file.name)
    assert "could not be bound" in " ".join(text_of(made_for(arranged, arranged.chair)[1]))


def test_scripts_and_attached_files_of_a_paper_are_left_behind(arranged):
    from pypdf.annotations import Link
    from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

    writer = PdfWriter(clone_from=BytesIO(a_pdf("Armed", 1)))
    writer.add_attachment("tool.exe", b"MZ")
    writer.add_annotation(0, Link(rect=(1, 1, 9, 9), url="https://example.org/kept"))
    script = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(2)")}
    )
    page = writer.pages[0]
    page[NameObject("/AA")] = DictionaryObject({NameObject("/O"): script})
    page["/Annots"].append(
        DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/Subtype"): NameObject("/Widget"),
                NameObject("/Rect"): ArrayObject([]),
                NameObject("/A"): script,
            }
        )
    )
    out = BytesIO()
    writer.write(out)
    a_paper(arranged.next, arranged.talk, "Armed", out.getvalue())
    pack, reader = made_for(arranged, arranged.chair)
    content = pack.file.open("rb").read()
    for left in (b"app.alert", b"tool.exe", b"JavaScript", b"EmbeddedFile"):
        assert left not in content
    (start,) = [page for _, title, page in lines(reader) if title == "Armed"]
    actions = [note.get_object().get("/A") for note in reader.pages[start - 1]["/Annots"]]
    assert [action["/URI"] for action in actions if action] == ["https://example.org/kept"]


# --- Kept until something changes --------------------------------------------------------------------


def fingerprint(world) -> str:
    meeting = Meeting.objects.get(pk=world.next.pk)
    return contents(meeting, "OFFICIAL-SENSITIVE", timezone.now()).fingerprint


CHANGES = {
    "place": lambda w: Meeting.objects.filter(pk=w.next.pk).update(place="Elsewhere"),
    "item": lambda w: type(w.talk).objects.filter(pk=w.talk.pk).update(title="Other talk"),
    "minutes allotted": lambda w: type(w.talk).objects.filter(pk=w.talk.pk).update(minutes_allotted=5),
    "paper": lambda w: a_paper(w.next, w.talk, "One more"),
    "order": lambda w: Paper.objects.filter(pk=w.cells.pk).update(order=0),
    "file": lambda w: w.cells.versions.update(sha256="another"),
    "withdrawn": lambda w: withdraw_paper(w.cells, by=w.secretariat, reason="Wrong."),
    "action": lambda w: Action.objects.filter(pk=w.action.pk).update(title="Another thing"),
    "due date": lambda w: Action.objects.filter(pk=w.action.pk).update(due_on=timezone.localdate()),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_it_holds_changes_the_fingerprint(change, arranged):
    before = fingerprint(arranged)
    assert fingerprint(arranged) == before
    CHANGES[change](arranged)
    assert fingerprint(arranged) != before


def test_what_it_does_not_hold_does_not(arranged):
    before = fingerprint(arranged)
    make.action(arranged.other_board, by=arranged.secretariat, owner_organisation=arranged.mps)
    Meeting.objects.filter(pk=arranged.meeting.pk).update(place="Elsewhere")
    assert fingerprint(arranged) == before


def test_the_day_of_the_actions_paper_is_part_of_it(arranged):
    now = timezone.now()
    found = [contents(arranged.next, "OFFICIAL", at).fingerprint for at in (now, now + timedelta(days=1))]
    assert found[0] != found[1]


def test_two_who_ask_for_the_same_share_one_and_another_clearance_has_its_own(arranged):
    first, _ = made_for(arranged, arranged.chair)
    second, _ = made_for(arranged, arranged.secretariat)
    assert first == second
    third, _ = made_for(arranged, cleared_to_official(arranged))
    assert third != first
    assert Event.objects.about(first).filter(step="ask_for_pack").count() == 1


# --- Making ------------------------------------------------------------------------------------------


def queued(world, who) -> Pack:
    found = contents(world.next, who.clearance, timezone.now())
    return operations.ask_for_pack(world.next, by=who, fingerprint=found.fingerprint, parts=found.parts)


def test_a_pack_that_is_being_made_or_is_made_is_not_made_again(arranged):
    pack = queued(arranged, arranged.chair)
    assert operations.take_up(pk=pack.pk, now=timezone.now()) is not None
    assert making.make(pack.pk) is None
    assert operations.waiting(timezone.now()) == []


def test_a_dead_workers_pack_is_taken_up_again_and_the_dead_one_changes_nothing_more(arranged):
    pack = queued(arranged, arranged.chair)
    long_ago = timezone.now() - operations.TAKEN_UP_AFTER - timedelta(seconds=1)
    dead = operations.take_up(pack.pk, long_ago)
    assert operations.waiting(timezone.now()) == [pack.pk]
    assert making.make(pack.pk) == "ready"
    operations.note_progress(dead, 1)
    assert operations.give_up(dead, "Too late.") is None
    assert operations.keep(dead, b"%PDF-", 1) is None
    pack.refresh_from_db()
    assert (pack.status, pack.pages, pack.done) == ("ready", 14, 9)
    assert len(pack.file.storage.listdir(f"packs/{timezone.now():%Y}")[1]) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_it_once(arranged):
    pack = queued(arranged, arranged.chair)
    start, results = threading.Barrier(2), []

    def work() -> None:
        try:
            start.wait(10)
            results.append(making.make(pack.pk))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(results, key=str) == sorted([None, "ready"], key=str)


def test_what_changed_while_it_waited_is_in_it(arranged):
    pack = queued(arranged, arranged.chair)
    a_paper(arranged.next, arranged.talk, "At the last moment")
    making.make(pack.pk)
    pack.refresh_from_db()
    assert pack.status == "ready"
    assert pack.fingerprint == fingerprint(arranged)
    assert "At the last moment page 1" in " ".join(text_of(PdfReader(pack.file.open("rb"))))


def test_where_another_pack_stands_for_that_already_it_says_so(arranged):
    early = queued(arranged, arranged.chair)
    a_paper(arranged.next, arranged.talk, "At the last moment")
    made_for(arranged, arranged.secretariat)
    assert making.make(early.pk) == "failed"
    early.refresh_from_db()
    assert early.error == operations.OVERTAKEN


def test_a_failure_is_said_and_asking_again_tries_again(arranged, monkeypatch):
    pack = queued(arranged, arranged.chair)

    def fails(*given, **named):
        raise RuntimeError("no disk")

    with monkeypatch.context() as patched:
        patched.setattr(making, "bind", fails)
        assert making.make(pack.pk) == "failed"
    pack.refresh_from_db()
    assert "no disk" not in pack.error
    assert queued(arranged, arranged.secretariat).status == "queued"
    assert making.make(pack.pk) == "ready"


def test_a_pack_nobody_could_make_within_the_hour_is_given_up(arranged):
    pack = queued(arranged, arranged.chair)
    later = timezone.now() + operations.GIVEN_UP_AFTER + timedelta(minutes=1)
    assert operations.waiting(later) == []
    pack.refresh_from_db()
    assert (pack.status, pack.error) == ("failed", "It could not be made within the hour.")


@pytest.mark.django_db(transaction=True)
def test_the_worker_makes_it_and_the_sweep_finds_what_was_never_queued(
    arranged, broker, celery_worker_process
):
    pack = queued(arranged, arranged.chair)
    tasks.make_waiting_packs()
    end = timezone.now() + timedelta(seconds=40)
    while pack.status in ("queued", "making") and timezone.now() < end:
        pack.refresh_from_db()
    # The worker has another folder for files than the test, so that it finds no paper: sheets stand for all.
    assert pack.status == "ready", celery_worker_process.last_lines()
    assert pack.pages == 9


# --- Pages -------------------------------------------------------------------------------------------


def place(name, world, meeting=None):
    return reverse(name, args=[(meeting or world.next).reference])


@pytest.fixture
def queue(monkeypatch):
    """What the page puts on the queue; a test takes it from there."""
    jobs = []

    def put(task: str, pk: int) -> bool:
        jobs.append(pk)
        return True

    monkeypatch.setattr("recommendations.pages.packs.enqueue", put)
    return jobs


def test_from_asking_to_download_on_the_page(arranged, client, queue):
    client.force_login(arranged.member)
    page = client.get(place("pack", arranged))
    assert "Make the pack" in page.content.decode()
    assert "Refresh" not in page
    assert client.get(place("pack-file", arranged)).status_code == 404

    assert client.post(place("pack", arranged)).status_code == 302
    page = client.get(place("pack", arranged))
    assert "Queued" in page.content.decode()
    assert page["Refresh"] == "2"

    (pk,) = queue
    claim = operations.take_up(pk, timezone.now())
    operations.note_progress(claim, 7)
    page = client.get(place("pack", arranged))
    assert "Being made: 7 of 9 parts" in page.content.decode()
    Pack.objects.filter(pk=pk).update(status="queued")

    making.make(pk)
    page = client.get(place("pack", arranged))
    assert "Ready" in page.content.decode()
    assert "14 pages" in page.content.decode()
    assert "Refresh" not in page
    file = client.get(place("pack-file", arranged))
    assert file["Content-Type"] == PDF
    assert file["Cache-Control"] == "private, no-store"
    assert f"{arranged.next.reference}-pack.pdf" in file["Content-Disposition"]
    assert len(PdfReader(BytesIO(b"".join(file.streaming_content))).pages) == 14


def test_an_overtaken_pack_stays_to_be_had_and_says_so(arranged, client, queue):
    made_for(arranged, arranged.chair)
    a_paper(arranged.next, arranged.talk, "One more")
    client.force_login(arranged.member)
    page = client.get(place("pack", arranged)).content.decode()
    assert "Overtaken" in page
    assert "Make it again" in page
    assert client.get(place("pack-file", arranged)).status_code == 200


def test_a_newer_pack_lets_the_file_of_the_older_go_and_the_older_can_be_made_again(arranged):
    older, _ = made_for(arranged, arranged.chair)
    storage, name = older.file.storage, older.file.name
    extra = a_paper(arranged.next, arranged.talk, "One more")
    newer, _ = made_for(arranged, arranged.chair)
    older.refresh_from_db()
    assert (older.status, older.file.name) == ("overtaken", "")
    assert not storage.exists(name)
    assert storage.exists(newer.file.name)
    withdraw_paper(extra, by=arranged.secretariat, reason="Brought by mistake.")
    again, _ = made_for(arranged, arranged.chair)
    assert again.pk == older.pk
    older.refresh_from_db()
    assert older.status == "ready"


@pytest.fixture
def no_broker():
    before = app.conf.broker_url
    use_broker(app, "redis+socket:///nowhere/broker.sock")
    yield
    use_broker(app, before)


def test_a_broker_that_is_down_is_said_in_words_and_the_pack_waits(arranged, client, no_broker):
    client.force_login(arranged.member)
    page = client.post(place("pack", arranged), follow=True)
    assert page.status_code == 200
    assert "cannot be reached just now" in page.content.decode()
    assert Pack.objects.get().status == "queued"
    assert operations.waiting(timezone.now()) == [Pack.objects.get().pk]


@pytest.mark.parametrize("who", ("stranger", "other_member", "former_member", "liaison", "owner"))
@pytest.mark.parametrize("name", ("pack", "pack-file"))
def test_who_may_not_see_the_meeting_finds_no_pack(name, who, arranged, people, client):
    made_for(arranged, arranged.chair)
    client.force_login(people[who])
    assert client.get(place(name, arranged)).status_code == 404
    assert client.post(place("pack", arranged)).status_code == 404
    assert Pack.objects.count() == 1


@pytest.mark.parametrize("who", ("secretariat", "superuser", "auditor", "chair"))
def test_a_restricted_boards_pack_is_its_members_alone(who, arranged, people, queue):
    address = place("pack", arranged, arranged.restricted_meeting)
    outside, inside = Client(), Client()
    inside.force_login(arranged.restricted_chair)
    assert inside.post(address).status_code == 302
    making.make(queue[0])
    assert inside.get(place("pack-file", arranged, arranged.restricted_meeting)).status_code == 200
    outside.force_login(people[who])
    assert outside.get(address).status_code == 404
    assert outside.get(place("pack-file", arranged, arranged.restricted_meeting)).status_code == 404
    assert not Pack.objects.visible_to(people[who]).exists()


def test_who_is_cleared_lower_is_not_handed_the_higher_pack(arranged, client):
    made_for(arranged, arranged.chair)
    client.force_login(cleared_to_official(arranged))
    assert client.get(place("pack-file", arranged)).status_code == 404
    assert not Pack.objects.visible_to(cleared_to_official(arranged)).exists()


def test_a_meeting_marked_above_the_clearance_has_no_pack_for_them(arranged, client):
    Meeting.objects.filter(pk=arranged.next.pk).update(marking="OFFICIAL-SENSITIVE")
    arranged.next.refresh_from_db()
    with pytest.raises(NotAllowed, match="Only those who may see the meeting"):
        operations.require_may_have_pack(arranged.next, cleared_to_official(arranged))


def test_a_paper_marked_higher_since_takes_the_old_pack_away(arranged, client):
    member = cleared_to_official(arranged)
    made_for(arranged, member)
    client.force_login(member)
    assert client.get(place("pack-file", arranged)).status_code == 200
    amend_paper(arranged.cells, by=arranged.secretariat, changes={"marking": "OFFICIAL-SENSITIVE"})
    assert client.get(place("pack-file", arranged)).status_code == 404
    assert "Download" not in client.get(place("pack", arranged)).content.decode()


def test_a_paper_withdrawn_since_takes_the_old_pack_away(arranged, client):
    made_for(arranged, arranged.chair)
    withdraw_paper(arranged.cells, by=arranged.secretariat, reason="Wrong figures.")
    client.force_login(arranged.chair)
    assert client.get(place("pack-file", arranged)).status_code == 404


def test_a_cancelled_meeting_and_a_board_that_keeps_no_records_have_none(arranged, client):
    Meeting.objects.filter(pk=arranged.next.pk).update(status="cancelled")
    arranged.next.refresh_from_db()
    with pytest.raises(WrongState, match="cancelled"):
        operations.require_may_have_pack(arranged.next, arranged.chair)
    client.force_login(arranged.chair)
    assert client.post(place("pack", arranged)).status_code == 409
    Board.objects.filter(pk=arranged.board.pk).update(keeps_records=False)
    assert client.get(place("pack", arranged)).status_code == 404
