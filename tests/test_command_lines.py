"""Every command line of README and docs works as it stands there: bin/manage in the mode of the folder, each command
with the arguments written, and the calls of the API as a shell runs them.
"""

import re
import shlex
import shutil
import subprocess
from argparse import ArgumentParser
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class
from django.core.management.base import CommandError

from boards import clients
from boards.models import Person
from oversight.roles import Role
from recommendations.models import Action
from recommendations.rules.action_workflow import Status
from tests import make
from tests.meetings.files import pdf
from tests.servers.environment import ROOT, environment
from tests.servers.parts import missing
from tests.servers.processes import Prepared, on_postgresql, url_of

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.S | re.M)
SPAN = re.compile(r"`((?:[\w.]+/)*(?:bin/\w+|manage\.py|pytest|curl|pg_dump|sqlite3)\b[^`]*)`")

# What stands in a command line for what its reader fills in.
MEANT = {
    "BOARD": "child-protection-og",
    "EMAIL": "stranger@example.org",
    "SEAT": "member",
    "NAME": "A client",
    "ADMINISTRATOR": "administrator@example.org",
    "REASON": "They keep the restricted papers.",
}
MEANT |= {"DATE": "2026-12-31", "DIR": "{maildir}", "FILE": "{file}", "WORDS": "nothing bears these words"}
# Run at their full length by the test named; here only their words are read.
RUN_BY = {
    "bin/serve": "test_commands.py::test_serving_shows_the_people_then_says_ready_and_leaves_nothing_at_ctrl_c",
    "bin/serve --only-prepare": "servers/processes.py::prepare",
    "bin/serve --no-prepare": "test_commands.py::test_nothing_runs_on_when_the_start_itself_is_killed",
    "bin/setup": "test_whole_run.py::whole_run",
    "bin/setup --dev": "test_whole_run.py::whole_run",
    "bin/test": "test_whole_run.py::whole_run",
    "bin/test --everything": "test_whole_run.py::whole_run",
    "bin/bench": "test_whole_run.py::whole_run",
    "bin/mutate": "test_whole_run.py::whole_run",
    "bin/manage load_register": "register/test_loading.py::test_a_second_load_changes_nothing",
    "bin/manage make_demonstration": "register/test_demonstration.py::demonstration",
}


def command_lines(page: Path) -> list[str]:
    """The command lines of a page, in the order of the page; continued lines are one, remarks are left out."""
    text = page.read_text(encoding="utf-8")
    blocks = "\n".join(BLOCK.findall(text)).replace("\\\n", " ").splitlines()
    lines = [re.sub(r"\s+#.*", "", line).strip() for line in blocks]
    return [*filter(None, lines), *(" ".join(span.split()) for span in SPAN.findall(BLOCK.sub("", text)))]


LINES = sorted({line for page in PAGES for line in command_lines(page)})
MANAGED = [line for line in LINES if line.startswith("bin/manage ") and "COMMAND" not in line]
OF_PYTEST = [line for line in LINES if ".venv/bin/pytest" in line]


def spelled_out(line: str) -> list[list[str]]:
    """The arguments of a line as it may be typed: without what stands in brackets, and with all of it."""
    whole = line.replace(" …", "")
    typed = {re.sub(r" \[[^\]]*\]", "", whole), whole.replace("[", "").replace("]", "")}
    return [[MEANT.get(word, word) for word in shlex.split(each)] for each in sorted(typed, key=len)]


def test_the_pages_name_the_commands_of_the_register_and_none_in_another_way():
    assert {"createsuperuser", "load_register", "membership", "api_client", "reminders", "check"} <= {
        line.split()[1] for line in MANAGED
    }
    assert not [line for line in LINES if "manage.py" in line and line != "manage.py"]


@pytest.mark.parametrize("line", [line for line in LINES if line.startswith("bin/")])
def test_every_script_named_is_there_and_reads_as_one(line):
    script = ROOT / line.split()[0]
    assert script.stat().st_mode & 0o111, script
    subprocess.run(["sh", "-n", script], check=True)
    if not line.startswith("bin/manage"):
        assert {*map(" ".join, spelled_out(line))} & {*RUN_BY, "bin/mutate", "bin/setup --dev"}, line


@pytest.mark.parametrize("line", OF_PYTEST)
def test_every_line_of_pytest_names_options_and_files_that_are_there(line, pytestconfig):
    arguments = shlex.split(line.partition(".venv/bin/pytest")[2])
    for place in pytestconfig._parser.parse_known_args(arguments).file_or_dir:
        assert (ROOT / place).exists(), place


@pytest.fixture
def filled_in(tmp_path):
    """Puts a real file and a real Maildir where a line asks for one."""
    maildir = tmp_path / "mail"
    for folder in ("cur", "new", "tmp"):
        (maildir / folder).mkdir(parents=True)
    returned = tmp_path / "returned.eml"
    returned.write_text(RETURNED)
    return lambda words: [word.format(maildir=maildir, file=returned) for word in words]


RETURNED = """From: postmaster@mail.example
To: register@oversight.example
Subject: Delayed
Content-Type: multipart/report; report-type=delivery-status; boundary=part

--part
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; stranger@example.org
Action: delayed
Status: 4.4.1

--part--
"""


@pytest.mark.parametrize("line", MANAGED)
def test_every_command_line_is_carried_out(world, line, filled_in, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_EMAIL", "first@example.org")
    monkeypatch.setenv("DJANGO_SUPERUSER_NAME", "First administrator")
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", make.PASSWORD)
    if "rotate" in line or "revoke" in line:
        clients.create_client("A client", organisation=world.mps, scopes=["register:read"])
    for words in map(filled_in, spelled_out(line)):
        name = words[1]
        command = load_command_class(get_commands()[name], name)
        parser: ArgumentParser = command.create_parser("bin/manage", name)
        options = vars(parser.parse_args(words[2:]))
        assert options  # argparse leaves, with status 2, at what it does not know
        if f"bin/manage {name}" in RUN_BY:
            continue
        if name == "createsuperuser":
            options["interactive"] = False  # as typed: nobody is there to be asked
        positional = options.pop("args", ())
        if " end " in line:
            make.seat(world.stranger, world.board)
        try:
            command.execute(
                *positional, **options | {"stdout": StringIO(), "stderr": StringIO(), "skip_checks": True}
            )
        except CommandError as error:
            # The file was read; it is about an e-mail that this register never sent.
            if str(error) != "1 of 1 messages could not be used." or "FILE" not in line:
                raise
        Person.objects.filter(email="first@example.org").delete()
        world.stranger.memberships.all().delete()


@pytest.mark.either
def test_a_command_runs_in_the_mode_of_the_folder_wherever_it_is_typed(prepared: Prepared, tmp_path):
    """`prepared` is what bin/serve leaves; nothing but the address of the database is said again."""
    clean = {
        name: value for name, value in environment().items() if not name.startswith(("OVERSIGHT_", "DJANGO"))
    }
    database = prepared.database if on_postgresql() else str(prepared.database)

    def manage(*arguments: str, var: Path = prepared.state, **given: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [ROOT / "bin" / "manage", *arguments],
            cwd=tmp_path,
            env=clean | {"OVERSIGHT_VAR": str(var), "DATABASE_URL": url_of(database)} | given,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    assert (prepared.state / "mode").read_text() == "demonstration"
    done = manage("api_client", "list")
    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr
    assert (
        "OVERSIGHT_SECRET_KEY is missing" in manage("api_client", "list", OVERSIGHT_MODE="production").stderr
    )
    assert "OVERSIGHT_SECRET_KEY is missing" in manage("api_client", "list", var=tmp_path / "other").stderr


# --- The API, as docs/api.md calls it -------------------------------------------------------------


def records_of_the_guide() -> None:
    """An action, a recommendation and a report of the references the guide uses."""
    mps, board = make.organisation("mps", short_name="MPS", kind="force"), make.board("CPPOG")
    report = make.report("hmicfrs-cp-2019", boards=[board])
    make.recommendation(report, "CP16-02", addressed_to=[mps], lead_board=board)
    recommendation = make.recommendation(report, "CP16-01", addressed_to=[mps], lead_board=board)
    secretariat = make.person("Secretariat", role=Role.SECRETARIAT)
    action = make.action(board, by=secretariat, owner_organisation=mps, recommendations=[recommendation])
    Action.objects.filter(pk=action.pk).update(reference="CPPOG-2019-004")


@pytest.mark.slow
@pytest.mark.either
@pytest.mark.django_db(transaction=True)
def test_the_calls_of_the_api_guide_are_answered(live_server, tmp_path, settings):
    """curl is told to fail at any refusal; `jq` reads the token out of the answer."""
    for tool in ("curl", "jq"):
        if not shutil.which(tool):
            missing(tool, f"apt-get install {tool}")
    records_of_the_guide()
    client, secret = clients.create_client(
        "MPS case system", organisation=make.organisation("mps"), scopes=list(settings.API_SCOPES)
    )
    (tmp_path / ".curlrc").write_text("fail-with-body\nsilent\nshow-error\n")
    (tmp_path / "plan.pdf").write_bytes(pdf())
    guide = ROOT / "docs" / "api.md"
    calls = [block for block in BLOCK.findall(guide.read_text(encoding="utf-8")) if "curl" in block]
    calls += [line for line in command_lines(guide) if line.startswith("curl") and "oauth/revoke" in line]
    done = subprocess.run(
        ["sh", "-euxc", "\n".join(calls)],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "CURL_HOME": str(tmp_path), "NO_PROXY": "*"}
        | {"REGISTER": live_server.url, "ID": client.pk, "SECRET": secret},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout[-800:]}\n{done.stderr[-800:]}"
    assert len(calls) >= 7
    assert Action.objects.get(reference="CPPOG-2019-004").status == Status.CLOSURE_PROPOSED
