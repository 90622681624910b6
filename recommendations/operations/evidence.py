"""Adding evidence to an action: a file, of which the hash is kept, or an address."""

import hashlib
import mimetypes

from django.conf import settings
from django.utils import timezone

from oversight.errors import RuleBroken
from recommendations.models import Action, Evidence

# What offices exchange. Content is checked more closely where papers are (the same list holds there).
ACCEPTED_ENDINGS = (
    ".pdf",
    ".docx",
    ".xlsx",
    ".pptx",
    ".csv",
    ".txt",
    ".png",
    ".jpg",
    ".jpeg",
    ".eml",
    ".msg",
)


def add_evidence(action: Action, item: Evidence, *, by) -> Evidence:
    """Save an unsaved Evidence on the action. Raises RuleBroken unless it has a title and a file or an address."""
    if not item.title.strip():
        raise RuleBroken("Give the evidence a title.", field="evidence_title")
    if bool(item.file) == bool(item.address):
        raise RuleBroken("Give either a file or an address as evidence.", field="evidence_address")
    item.action = action
    item.added_by = by
    item.received_on = item.received_on or timezone.localdate()
    if item.file:
        _take_in(item)
    item.save()
    return item


def _take_in(item: Evidence) -> None:
    upload = item.file
    name = upload.name.rsplit("/", 1)[-1]
    if not name.lower().endswith(ACCEPTED_ENDINGS):
        raise RuleBroken(
            f"“{name}” is not a kind of file accepted as evidence ({', '.join(ACCEPTED_ENDINGS)}).",
            field="evidence_file",
        )
    if not upload.size:
        raise RuleBroken(f"“{name}” is empty.", field="evidence_file")
    if upload.size > settings.MAX_FILE_BYTES:
        raise RuleBroken(
            f"“{name}” is larger than {settings.MAX_FILE_BYTES // 1024**2} MB.", field="evidence_file"
        )
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    item.file_name = name[:200]
    item.size = upload.size
    item.sha256 = digest.hexdigest()
    item.content_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
