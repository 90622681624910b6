"""A script run by node: the machine's own, or the one that bin/setup puts where the machine has none."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from tests.servers.parts import missing

PROJECT = Path(__file__).resolve().parents[2]


def node(script: Path, given: bytes) -> Any:
    """What the script answers, as JSON, to what it is given on its standard input."""
    program = shutil.which("node") or shutil.which("node", path=PROJECT / ".venv" / "bin")
    if program is None or not (PROJECT / "node_modules" / "ical.js").exists():
        missing("node and its packages", "bin/setup --dev")
    answer = subprocess.run([program, str(script)], input=given, capture_output=True, timeout=60, check=False)
    assert answer.returncode == 0, answer.stderr.decode()
    return json.loads(answer.stdout)
