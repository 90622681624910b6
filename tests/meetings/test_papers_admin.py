"""Papers in the admin: brought to their meeting, superseded and withdrawn as steps, refusals beside the field."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from boards.models import Minutes, Paper, PaperVersion
from boards.operations import add_paper, cancel_meeting, withdraw_paper
from oversight.models import Event
from tests import make
from tests.admin.admin_pages import AdminPages, address
from tests.meetings import files, odd_pdfs

pytestmark = pytest.mark.doors

KEEPERS = ("secretariat", "colleague")
OTHERS_IN_ADMIN = ("auditor", "administrator", "superuser")


@pytest.fixture(autouse=True)
def held(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def admin_pages(world) -> AdminPages:
    return AdminPages(world.secretariat)


@pytest.fixture
def item(world):
    return make.agenda_item(world.meeting, 2, title="Resources for child protection")


@pytest.fixture
def paper(world, item) -> Paper:
    return add_paper(
        world.meeting,
        by=world.secretariat,
        title="Resources set against demand",
        file=SimpleUploadedFile("rota.pdf", files.pdf(2)),
        agenda_item=item,
    )


def adding(meeting) -> str:
    return reverse("admin:boards_paper_add_to", args=[meeting.pk])


def step(paper: Paper, slug: str) -> str:
    return reverse("admin:boards_paper_step", args=[paper.pk, slug])


def given(**values) -> dict:
    values.setdefault("title", "Rota")
    values.setdefault("marking", "OFFICIAL")
    values.setdefault("file", SimpleUploadedFile("rota.pdf", files.pdf(2)))
    return values


# --- Adding ----------------------------------------------------------------------------------------


def test_a_paper_is_added_from_the_admin_of_its_meeting(world, admin_pages, item):
    page = admin_pages.open(world.meeting).content.decode()
    assert adding(world.meeting) in page
    form = admin_pages.client.get(adding(world.meeting)).content.decode()
    assert 'enctype="multipart/form-data"' in form
    assert "2. Resources for child protection" in form
    response = admin_pages.client.post(
        adding(world.meeting), given(agenda_item=item.pk, author=world.mps.pk, is_publishable="on")
    )
    assert response["Location"] == address(world.meeting)
    made = Paper.objects.get()
    assert (made.agenda_item, made.author, made.is_publishable) == (item, world.mps, True)
    event = Event.objects.about(made).get()
    assert (event.step, event.by, event.channel) == ("add_paper", world.secretariat, "admin")
    page = admin_pages.client.get(response["Location"]).content.decode()
    assert f"Paper added: {world.meeting.reference}." in page
    assert reverse("paper-version-file", args=[world.meeting.reference, made.pk, 1]) in page
    assert address(made) in page


def test_what_packs_do_not_bind_is_said_when_it_comes(world, admin_pages, item, paper):
    """Of a new paper and of a new version alike; and what would not look the same is refused."""
    listed = "Listed in packs, not bound: it is neither a PDF nor a picture."
    for place in (adding(world.meeting), step(paper, "add-version")):
        form = admin_pages.client.get(place).content.decode()
        assert "PDFs and images are bound into the pack; other files are listed in it, not bound." in form
        word = SimpleUploadedFile("rota.docx", files.office())
        page = admin_pages.client.post(place, given(file=word), follow=True).content.decode()
        assert f". {listed}" in page
        torn = SimpleUploadedFile("form.pdf", odd_pdfs.REFUSED["p05-form-need-appearances"][0])
        refused = admin_pages.client.post(place, given(file=torn))
        assert refused.status_code == 422
        assert "print it to PDF first" in refused.content.decode()


def test_only_items_of_the_meeting_that_are_to_be_taken_can_be_chosen(world, admin_pages, item):
    other = make.agenda_item(make.meeting(world.board, by=world.secretariat), 2, title="Elsewhere")
    make.agenda_item(world.meeting, 3, title="Withdrawn one", status="withdrawn")
    form = admin_pages.client.get(adding(world.meeting)).content.decode()
    assert "Resources for child protection" in form
    assert "Elsewhere" not in form
    assert "Withdrawn one" not in form
    response = admin_pages.client.post(adding(world.meeting), given(agenda_item=other.pk))
    assert response.status_code == 422
    assert "agenda_item" in response.context["form"].errors
    assert not Paper.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    (
        ("rota.pdf", files.PROGRAM, "is not a PDF: its content is a program."),
        ("rota.pdf", b"", "The file is empty: choose another."),
        ("rota.pdf", bytes(51 * 1024**2), "is larger than 50 MB."),
        ("rota.docx", files.bomb(), "unpacks to far more"),
        ("rota.pdf", b"%PDF-1.7\nnothing", "cannot be read as a PDF"),
        ("rota.pdf", files.pdf(password="x"), "is encrypted"),
    ),
    ids=("program", "empty", "51 MB", "zip bomb", "unreadable", "encrypted"),
)
def test_a_bad_file_is_refused_beside_its_field_and_what_was_typed_stays(
    name, content, sentence, world, admin_pages, item, held
):
    response = admin_pages.client.post(
        adding(world.meeting),
        given(
            title="Rota of the spring",
            agenda_item=item.pk,
            marking="OFFICIAL-SENSITIVE",
            file=SimpleUploadedFile(name, content),
        ),
    )
    assert response.status_code == 422
    (said,) = response.context["form"].errors["file"]
    assert sentence in said
    page = response.content.decode()
    assert 'value="Rota of the spring"' in page
    assert f'<option value="{item.pk}" selected>' in page
    assert '<option value="OFFICIAL-SENSITIVE" selected>' in page
    assert not Paper.objects.exists()
    assert not [path for path in held.rglob("*") if path.is_file()]


def test_a_marking_above_is_refused_in_words_beside_its_field(world, admin_pages):
    response = admin_pages.client.post(adding(world.meeting), given(marking="SECRET"))
    assert response.status_code == 422
    assert "SECRET may not be held here" in response.context["form"].errors["marking"][0]


def test_the_form_opens_on_the_marking_of_the_board_and_says_by_when_papers_are_wanted(world, admin_pages):
    type(world.board).objects.filter(pk=world.board.pk).update(
        default_marking="OFFICIAL-SENSITIVE", paper_days=5
    )
    form = admin_pages.client.get(adding(world.meeting))
    assert form.context["form"]["marking"].value() == "OFFICIAL-SENSITIVE"
    assert "Papers of the board are wanted by" in form.content.decode()


# --- Who, and when not -----------------------------------------------------------------------------


@pytest.mark.parametrize("who", OTHERS_IN_ADMIN)
def test_others_in_the_admin_read_papers_and_cannot_touch_them(who, world, people, paper):
    at = AdminPages(people[who])
    page = at.open(world.meeting).content.decode()
    assert "Resources set against demand" in page
    assert adding(world.meeting) not in page
    page = at.open(paper).content.decode()
    assert 'name="_save"' not in page
    assert step(paper, "withdraw") not in page
    for place, data in (
        (adding(world.meeting), given()),
        (step(paper, "add-version"), {"file": SimpleUploadedFile("b.pdf", files.pdf(3))}),
        (step(paper, "withdraw"), {"reason": "Forged."}),
    ):
        assert at.client.get(place).status_code == 403
        assert at.client.post(place, data).status_code == 403
    assert at.client.post(address(paper), {"title": "Forged"}).status_code == 403
    assert (Paper.objects.count(), PaperVersion.objects.count()) == (1, 1)
    paper.refresh_from_db()
    assert (paper.title, paper.withdrawn_at) == ("Resources set against demand", None)


def test_a_restricted_boards_papers_are_not_found_in_the_admin_by_others(world, admin_pages):
    paper = add_paper(
        world.restricted_meeting,
        by=world.restricted_secretary,
        title="A restricted thing",
        file=SimpleUploadedFile("rota.pdf", files.pdf()),
    )
    for place in (adding(world.restricted_meeting), step(paper, "withdraw"), address(paper)):
        assert admin_pages.client.get(place).status_code == 404
    assert "A restricted thing" not in admin_pages.list(Paper).content.decode()


def test_who_comes_too_late_is_refused_before_being_asked_for_anything(world, admin_pages, paper):
    coming = make.meeting(world.other_board, by=world.secretariat)
    cancel_meeting(coming, by=world.secretariat, reason="No quorum.")
    response = admin_pages.client.get(adding(coming))
    assert response.status_code == 409
    assert "This meeting is cancelled: it takes no more papers." in response.content.decode()
    assert adding(coming) not in admin_pages.open(coming).content.decode()
    Minutes.objects.create(meeting=world.meeting, status="agreed", agreed_at_meeting=coming)
    page = admin_pages.open(paper).content.decode()
    assert step(paper, "add-version") not in page
    assert step(paper, "withdraw") in page
    assert admin_pages.client.get(step(paper, "add-version")).status_code == 409


# --- The steps -------------------------------------------------------------------------------------


def test_a_new_version_is_a_step_and_every_version_is_listed(world, admin_pages, paper):
    assert step(paper, "add-version") in admin_pages.open(paper).content.decode()
    form = admin_pages.client.get(step(paper, "add-version")).content.decode()
    assert "1: rota.pdf" in form
    response = admin_pages.client.post(
        step(paper, "add-version"), {"file": SimpleUploadedFile("rota-2.pdf", files.pdf(3))}
    )
    assert response["Location"] == address(paper)
    page = admin_pages.client.get(address(paper)).content.decode()
    assert "New version of the paper: Resources set against demand." in page
    for version in paper.versions.all():
        place = reverse("paper-version-file", args=[world.meeting.reference, paper.pk, version.number])
        assert place in page
        assert version.sha256 in page


def test_a_refused_version_leaves_the_paper_as_it_was(admin_pages, paper):
    response = admin_pages.client.post(
        step(paper, "add-version"), {"file": SimpleUploadedFile("rota.pdf", files.pdf(2))}
    )
    assert response.status_code == 422
    assert response.context["form"].errors["file"] == ["This is the same file as the latest version."]
    assert paper.versions.count() == 1


def test_a_paper_is_withdrawn_with_its_reason_and_stays_in_the_admin(admin_pages, paper):
    assert admin_pages.client.post(step(paper, "withdraw"), {"reason": ""}).status_code == 422
    response = admin_pages.client.post(step(paper, "withdraw"), {"reason": "Overtaken by events."})
    assert response["Location"] == address(paper)
    page = admin_pages.client.get(address(paper)).content.decode()
    assert "Overtaken by events." in page
    assert step(paper, "withdraw") not in page
    assert step(paper, "add-version") not in page
    assert admin_pages.client.get(step(paper, "withdraw")).status_code == 409
    for withdrawn, shown in (("0", True), ("1", False)):
        listed = admin_pages.list(Paper, withdrawn_at__isempty=withdrawn).content.decode()
        assert (address(paper) in listed) is shown


def test_particulars_are_corrected_in_the_admin(world, admin_pages, paper):
    other = make.agenda_item(make.meeting(world.board, by=world.secretariat), 2)
    assert admin_pages.change(paper, title="Resources", order=4).status_code == 302
    paper.refresh_from_db()
    assert (paper.title, paper.order) == ("Resources", 4)
    assert Event.objects.about(paper).first().step == "amend_paper"
    response = admin_pages.change(paper, agenda_item=other)
    assert response.status_code == 200
    assert "agenda_item" in response.context["adminform"].form.errors


def test_a_correction_of_a_withdrawn_paper_is_refused_in_words(world, admin_pages, paper):
    withdraw_paper(paper, by=world.secretariat, reason="Overtaken.")
    response = admin_pages.change(paper, title="Another")
    assert response.status_code == 409
    assert "This paper is withdrawn: it is kept as it was." in response.content.decode()


@pytest.mark.slow
def test_papers_cost_the_same_however_many_they_are(world, admin_pages, paper):
    def asked(place: str) -> int:
        admin_pages.client.get(place)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert admin_pages.client.get(place).status_code == 200
        return len(queries)

    places = (address(world.meeting), reverse("admin:boards_paper_changelist"))
    before = [asked(place) for place in places]
    for number in range(4):
        add_paper(
            world.meeting,
            by=world.secretariat,
            title=f"Paper {number}",
            file=SimpleUploadedFile("rota.pdf", files.pdf()),
            agenda_item=paper.agenda_item,
        )
    assert [asked(place) for place in places] == before
