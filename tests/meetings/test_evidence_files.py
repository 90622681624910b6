"""Evidence is looked into as papers are: a bad file is refused beside its field, and neither row nor file stays."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from oversight.errors import RuleBroken
from recommendations import operations
from recommendations.models import ClosureRequest, Evidence
from tests import make
from tests.meetings import files

BAD = {
    "a program called .pdf": ("plan.pdf", files.PROGRAM, "is not a PDF: its content is a program."),
    "an empty file": ("plan.pdf", b"", "empty"),
    "51 MB": ("plan.pdf", bytes(51 * 1024**2), "is larger than 50 MB."),
    "a zip bomb": ("plan.docx", files.bomb(), "unpacks to far"),
    "a PDF that cannot be read": ("plan.pdf", b"%PDF-1.7\nnothing", "cannot be read as a PDF"),
    "an encrypted PDF": ("plan.pdf", files.pdf(password="x"), "is encrypted"),
    "a kind that is none": ("plan.exe", files.PROGRAM, "is not a kind of file accepted as evidence"),
}


@pytest.fixture(autouse=True)
def held(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def on_disk(held: Path) -> list[Path]:
    return [path for path in held.rglob("*") if path.is_file()]


@pytest.mark.parametrize("case", BAD)
def test_bad_evidence_is_refused_over_the_api_and_nothing_is_half_saved(case, world, held):
    name, content, sentence = BAD[case]
    client = Client()
    client.force_login(world.liaison)
    response = client.post(
        f"/api/v1/actions/{world.action.reference}/steps/propose-closure/",
        {
            "statement": "Done.",
            "evidence_title": "The plan",
            "evidence_file": SimpleUploadedFile(name, content),
        },
    )
    assert response.status_code == 422
    (said,) = response.json()["fields"]["evidence_file"]
    assert sentence in said
    assert not Evidence.objects.exists()
    assert not ClosureRequest.objects.exists()
    assert not on_disk(held)
    world.action.refresh_from_db()
    assert world.action.status == "not_started"


def test_bad_evidence_is_refused_beside_its_field_on_the_page_and_what_was_typed_stays(world, held):
    client = Client()
    client.force_login(world.liaison)
    response = client.post(
        reverse("action-step", args=[world.action.reference, "propose-closure"]),
        {
            "statement": "It is published.",
            "evidence_title": "The plan",
            "evidence_file": SimpleUploadedFile("plan.pdf", files.PROGRAM),
        },
    )
    assert response.status_code == 422
    assert response.context["form"].errors["evidence_file"] == [
        "“plan.pdf” is not a PDF: its content is a program."
    ]
    assert "It is published." in response.content.decode()
    assert not on_disk(held)


def test_a_sound_file_goes_with_the_step_that_fails_after_it(world, held, monkeypatch):
    def fails(*args, **kwargs):
        raise RuleBroken("Refused at the last moment.")

    monkeypatch.setattr("recommendations.operations.closure.closure.require_evidence", fails)
    evidence = [
        make.evidence(title, address="", file=SimpleUploadedFile("plan.pdf", files.pdf(2)))
        for title in ("The plan", "The plan again")
    ]
    with pytest.raises(RuleBroken, match="last moment"):
        operations.propose_closure(world.action, by=world.liaison, statement="Done.", evidence=evidence)
    assert not Evidence.objects.exists()
    assert not on_disk(held)


def test_of_two_files_the_sound_one_does_not_stay_either(world, held):
    evidence = [
        make.evidence("The plan", address="", file=SimpleUploadedFile("plan.pdf", files.pdf(2))),
        make.evidence("A program", address="", file=SimpleUploadedFile("plan.pdf", files.PROGRAM)),
    ]
    with pytest.raises(RuleBroken, match="its content is a program"):
        operations.propose_closure(world.action, by=world.liaison, statement="Done.", evidence=evidence)
    assert not on_disk(held)


def test_a_file_of_evidence_lies_under_a_random_name(world, held):
    evidence = make.evidence("The plan", address="", file=SimpleUploadedFile("plan.pdf", files.pdf(2)))
    operations.propose_closure(world.action, by=world.liaison, statement="Done.", evidence=[evidence])
    (kept,) = on_disk(held)
    assert "plan" not in kept.name
    assert len(kept.stem) == 32
    assert Evidence.objects.get().file.read() == files.pdf(2)
