"""A full disk: the person reads a sentence, nothing is half saved, no part of a file stays, and all can be read."""

import errno
import subprocess
from pathlib import Path

import pytest
from django.core.files.base import File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client

from oversight.models import Event
from recommendations.models import Evidence
from tests.meetings.files import pdf
from tests.servers.plugin import FIGURES


@pytest.fixture
def sender(world, settings, tmp_path):
    """Somebody who adds evidence, with a folder for files that is empty."""
    settings.MEDIA_ROOT = tmp_path
    client = Client(raise_request_exception=False)
    client.force_login(world.liaison)
    return client


def large_text() -> SimpleUploadedFile:
    return SimpleUploadedFile("figures.txt", b"a line of figures\n" * 200_000)


def add_evidence(client, action, channel, file):
    place = "/api/v1" if channel == "api" else ""
    given = {"evidence_title": "The plan", "evidence_file": file}
    return client.post(f"{place}/actions/{action.reference}/steps/add-evidence/", given)


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def readable(client, action) -> list[int]:
    places = ("/", "/actions/", f"/actions/{action.reference}/", "/api/v1/actions/", "/reports/", "/readyz")
    return [client.get(place).status_code for place in places]


@pytest.mark.parametrize("channel", ("page", "api"))
@pytest.mark.parametrize("left", (0, 1), ids=("at once", "in the middle"))
def test_a_disk_that_fills_while_a_file_is_kept(sender, world, tmp_path, monkeypatch, channel, left):
    counted = Event.objects.count()
    whole = File.chunks

    def until_full(self, chunk_size=None):
        """As the storage reads it to write it: the file that was inspected comes without its name."""
        for number, chunk in enumerate(whole(self, 100)):
            if number >= left and type(self) is File:
                raise OSError(errno.ENOSPC, "No space left on device")
            yield chunk

    with monkeypatch.context() as full:
        full.setattr(File, "chunks", until_full)
        answer = add_evidence(sender, world.action, channel, SimpleUploadedFile("plan.pdf", pdf(3)))
    assert answer.status_code == 507
    assert "no space left" in answer.content.decode()
    assert (files_in(tmp_path), Evidence.objects.count(), Event.objects.count()) == ([], 0, counted)
    assert readable(sender, world.action) == [200] * 6
    assert add_evidence(
        sender, world.action, channel, SimpleUploadedFile("plan.pdf", pdf(3))
    ).status_code in (200, 302)


@pytest.mark.parametrize(
    "error", (OperationalError("database or disk is full"), OSError(errno.EDQUOT, "Disk quota"))
)
def test_a_disk_that_fills_while_the_row_is_kept_takes_the_file_with_it(sender, world, tmp_path, error):
    def full(execute, sql, params, many, context):
        if sql.startswith("INSERT") and "evidence" in sql:
            raise error
        return execute(sql, params, many, context)

    with connection.execute_wrapper(full):
        answer = add_evidence(sender, world.action, "page", SimpleUploadedFile("plan.pdf", pdf()))
    assert answer.status_code == 507
    assert (files_in(tmp_path), Evidence.objects.count()) == ([], 0)


@pytest.mark.everything
@pytest.mark.either
def test_a_real_disk_of_two_mebibytes(sender, world, settings, tmp_path, record_property):
    """Where this machine lets us mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("missing part: a disk of its own (run the tests as root)")
    settings.MEDIA_ROOT = disk
    try:
        answers = [
            add_evidence(sender, world.action, one, large_text()).status_code for one in ("page", "api") * 3
        ]
        assert answers == [507] * 6
        assert (files_in(disk), Evidence.objects.count()) == ([], 0)
        small = SimpleUploadedFile("plan.pdf", pdf())
        assert add_evidence(sender, world.action, "page", small).status_code == 302
        assert (len(files_in(disk)), Evidence.objects.count()) == (1, 1)
        assert readable(sender, world.action) == [200] * 6
        record_property(
            FIGURES, f"full disk: {len(answers)} files answered 507, 0 rows and 0 files left over"
        )
    finally:
        subprocess.run(["umount", disk], check=True)
