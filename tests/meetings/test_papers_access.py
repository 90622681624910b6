"""Who must not see a paper, and must not download it: at every door, by any address, whatever became of their seat."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as live_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from boards.models import Paper, PaperVersion, Person
from boards.operations import add_paper, add_version, withdraw_paper
from oversight.history import entries
from oversight.models import Event
from tests import make
from tests.meetings import files

pytestmark = pytest.mark.doors

FIRST, SECOND = files.pdf(1), files.pdf(2)
READERS = {
    "secretariat",
    "colleague",
    "dmpc_staff",
    "chair",
    "member",
    "auditor",
    "administrator",
    "superuser",
}
KEEPERS_AND_AUDITORS = {"secretariat", "colleague", "auditor"}


@pytest.fixture(autouse=True)
def held(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def paper_of(meeting, by, **given) -> Paper:
    """A paper of two versions."""
    given.setdefault("title", "Resources set against demand")
    paper = add_paper(meeting, by=by, file=SimpleUploadedFile("Rota & plan.pdf", FIRST), **given)
    add_version(paper, by=by, file=SimpleUploadedFile("Fälle “2”.pdf", SECOND))
    return paper


@pytest.fixture
def paper(world) -> Paper:
    return paper_of(world.meeting, world.secretariat)


def addresses(paper: Paper) -> list[str]:
    """Every address at which a file of the paper lies."""
    reference = paper.meeting.reference
    found = []
    for door in ("", "api:"):
        found.append(reverse(f"{door}paper-file", args=[reference, paper.pk]))
        found += [
            reverse(f"{door}paper-version-file", args=[reference, paper.pk, number]) for number in (1, 2)
        ]
    return found


def answers(person: Person | None, paper: Paper) -> list[int]:
    client = Client()
    if person is not None:
        client.force_login(person)
    return [client.get(address).status_code for address in addresses(paper)]


def readers(people, paper: Paper) -> set[str]:
    """Who downloads every file of the paper; the others get none of them, and the same for one that is not there."""
    found = set()
    for who, person in people.items():
        given = answers(Person.objects.get(pk=person.pk), paper)
        assert set(given) in ({200}, {404}), who
        if given[0] == 200:
            found.add(who)
        person = Person.objects.get(pk=person.pk)
        assert Paper.objects.visible_to(person).filter(pk=paper.pk).exists() is (who in found), who
        assert PaperVersion.objects.visible_to(person).filter(paper=paper).exists() is (who in found), who
    return found


# --- Who -------------------------------------------------------------------------------------------


def test_a_paper_is_for_those_who_may_see_the_meetings_of_its_board(paper, people):
    assert readers(people, paper) == READERS


def test_nobody_unknown_is_given_a_file(paper):
    assert answers(None, paper) == [302, 302, 302, 401, 401, 401]


def test_a_paper_of_a_restricted_board_is_for_its_members_alone(world, people):
    paper = paper_of(world.restricted_meeting, world.restricted_secretary)
    insiders = {"restricted_chair", "restricted_secretary", "restricted_owner"}
    assert readers(people, paper) == insiders


@pytest.mark.slow
def test_somebody_cleared_to_official_neither_sees_nor_downloads_what_is_marked_higher(world, people):
    paper = paper_of(world.meeting, world.secretariat, marking="OFFICIAL-SENSITIVE", title="A child is named")
    plain = paper_of(world.meeting, world.secretariat, title="Rota")
    Person.objects.filter(pk__in=[world.member.pk, world.auditor.pk]).update(clearance="OFFICIAL")
    assert readers(people, paper) == READERS - {"member", "auditor"}
    assert readers(people, plain) == READERS
    client = Client()
    client.force_login(Person.objects.get(pk=world.member.pk))
    for address in (
        reverse("meeting", args=[world.meeting.reference]),
        f"/api/v1/meetings/{world.meeting.reference}/",
        "/api/v1/papers/?count=true",
    ):
        page = client.get(address).content.decode()
        assert "A child is named" not in page, address
        assert "Rota" in page, address


def test_a_withdrawn_paper_stays_with_those_who_keep_the_board_and_with_auditors(world, people, paper):
    withdraw_paper(paper, by=world.secretariat, reason="It names a child.")
    assert readers(people, paper) == KEEPERS_AND_AUDITORS
    client = Client()
    client.force_login(world.member)
    for address in (
        reverse("meeting", args=[world.meeting.reference]),
        f"/api/v1/meetings/{world.meeting.reference}/",
        "/api/v1/papers/",
    ):
        page = client.get(address).content.decode()
        assert "Resources set against demand" not in page, address
        assert "names a child" not in page, address


def test_a_withdrawn_paper_of_a_restricted_board_stays_with_its_secretary_alone(world, people):
    paper = paper_of(world.restricted_meeting, world.restricted_secretary)
    withdraw_paper(paper, by=world.restricted_secretary, reason="It names a child.")
    assert readers(people, paper) == {"restricted_secretary"}


def test_somebody_inactive_is_given_nothing(world, paper):
    Person.objects.filter(pk=world.member.pk).update(is_active=False)
    assert not Paper.objects.visible_to(Person.objects.get(pk=world.member.pk)).exists()
    assert set(answers(Person.objects.get(pk=world.member.pk), paper)) <= {302, 401}


def test_a_seat_that_ends_takes_the_papers_along(world, paper):
    assert set(answers(world.member, paper)) == {200}
    world.member.memberships.update(until_on=timezone.localdate() - timedelta(days=1))
    assert set(answers(Person.objects.get(pk=world.member.pk), paper)) == {404}


# --- How -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("door", ("", "api:"))
def test_the_latest_version_comes_as_a_download_that_is_never_run_shown_or_kept_between(world, paper, door):
    client = Client()
    client.force_login(world.member)
    place = [paper.meeting.reference, paper.pk]
    response = client.get(reverse(f"{door}paper-file", args=place))
    assert b"".join(response.streaming_content) == SECOND
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Length"] == str(len(SECOND))
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    # RFC 5987: a name beyond ASCII goes in percent signs, in UTF-8.
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''F%C3%A4lle%20%E2%80%9C2%E2%80%9D.pdf"
    )
    earlier = client.get(reverse(f"{door}paper-version-file", args=[*place, 1]))
    assert b"".join(earlier.streaming_content) == FIRST
    assert earlier["Content-Disposition"] == 'attachment; filename="Rota & plan.pdf"'


def test_a_name_cannot_break_out_of_its_header(world, held):
    made = add_paper(
        world.meeting,
        by=world.secretariat,
        title="Rota",
        file=SimpleUploadedFile('a"; x="\r\nSet-Cookie: a=b;.pdf', FIRST),
    )
    client = Client()
    client.force_login(world.member)
    response = client.get(reverse("paper-file", args=[made.meeting.reference, made.pk]))
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    assert "\n" not in response["Content-Disposition"]


def test_a_paper_is_found_under_its_own_meeting_alone(world, paper):
    client = Client()
    client.force_login(world.secretariat)
    elsewhere = make.meeting(world.board, by=world.secretariat)
    for door in ("", "api:"):
        for args in ([elsewhere.reference, paper.pk], [paper.meeting.reference, paper.pk + 1]):
            assert client.get(reverse(f"{door}paper-file", args=args)).status_code == 404
            assert client.get(reverse(f"{door}paper-version-file", args=[*args, 1])).status_code == 404
        absent = reverse(f"{door}paper-version-file", args=[paper.meeting.reference, paper.pk, 3])
        assert client.get(absent).status_code == 404


def test_the_api_says_where_each_version_is_downloaded(world, paper):
    client = Client()
    client.force_login(world.member)
    (entry,) = client.get(f"/api/v1/meetings/{paper.meeting.reference}/").json()["papers"]
    assert [version["number"] for version in entry["versions"]] == [2, 1]
    for version, content in zip(entry["versions"], (SECOND, FIRST), strict=True):
        response = client.get(version["file_url"])
        assert b"".join(response.streaming_content) == content


def test_no_address_serves_files_by_where_they_lie(paper, world):
    """Neither a view of static files nor an address under the folder of files: only those above, within access."""

    def views(patterns):
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from views(pattern.url_patterns)
            elif isinstance(pattern, URLPattern):
                yield pattern

    for pattern in views(get_resolver().url_patterns):
        module = getattr(pattern.callback, "__module__", "")
        assert not module.startswith("django.views.static"), pattern
        assert "document_root" not in pattern.default_args, pattern
    assert not live_settings.MEDIA_URL.strip("/")
    assert Path(live_settings.STATIC_ROOT) not in Path(live_settings.MEDIA_ROOT).parents
    client = Client()
    client.force_login(world.secretariat)
    name = paper.versions.first().file.name
    for address in (f"/{name}", f"/files/{name}", f"/media/{name}", f"/static/{name}", f"/static/../{name}"):
        assert client.get(address).status_code == 404, address


# --- What is shown of it ---------------------------------------------------------------------------


def test_the_history_of_a_paper_is_told_in_words(world, paper):
    told = entries(Event.objects.about(paper), world.secretariat)
    assert [entry.title for entry in told] == ["New version of the paper", "Paper added"]
    labels = {value.label: (value.before, value.after) for value in told[0].changes}
    assert labels["Version"] == ("1", "2")
    assert labels["File"] == ("Rota & plan.pdf", "Fälle “2”.pdf")
