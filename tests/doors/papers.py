"""The steps of a paper: who may take them, where it must stand, and what they ask."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from boards import operations
from boards.models import Minutes, Paper
from tests import make
from tests.doors.meetings import kept_by_the_secretariat
from tests.doors.table import RESTRICTED, Table
from tests.meetings import files

WITHDRAWING, ADDING = {"withdraw_paper"}, {"add_version"}
POSSIBLE: dict[str, set[str]] = {
    "in circulation": WITHDRAWING | ADDING,
    "of a cancelled meeting": WITHDRAWING,
    "minutes agreed": WITHDRAWING,
    "withdrawn": set(),
}


class Sent:
    """A file that can be sent as often as one likes."""

    name, content_type = "rota-2.pdf", "application/pdf"

    def read(self) -> bytes:
        return files.pdf(3)


def bring(world: SimpleNamespace, state: str) -> Paper:
    by = world.colleague
    if state == RESTRICTED:
        meeting, by = world.restricted_meeting, world.restricted_secretary
    else:
        days = -20 if state == "minutes agreed" else 20
        meeting = make.meeting(world.board, timezone.localdate() + timedelta(days=days), by=by)
    file = SimpleUploadedFile("rota.pdf", files.pdf(2))
    paper = operations.add_paper(meeting, by=by, title="Resources set against demand", file=file)
    if state == "of a cancelled meeting":
        operations.cancel_meeting(meeting, by=by, reason="The room is not to be had.")
    if state == "minutes agreed":
        Minutes.objects.create(meeting=meeting, status="agreed", agreed_at_meeting=world.meeting)
    if state == "withdrawn":
        operations.withdraw_paper(paper, by=by, reason="It names a child.")
    return paper


def inputs(world: SimpleNamespace) -> dict[str, dict[str, Any]]:
    return {"add_version": {"file": Sent()}, "withdraw_paper": {"reason": "It names a child."}}


TABLE = Table(
    model=Paper,
    rights=kept_by_the_secretariat(WITHDRAWING | ADDING),
    possible=POSSIBLE,
    # Withdrawn from its readers, it stays with those who keep the board's records and with auditors.
    seen_by={RESTRICTED: (), "withdrawn": ("secretariat", "auditor")},
    bring=bring,
    inputs=inputs,
    doors=("admin", "api"),
)
