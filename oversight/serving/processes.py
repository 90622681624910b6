"""A child process that never outlives us: with its own log, watched, restarted, stopped with all it started."""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_PDEATHSIG = 1
LONGEST_LOG = 10 * 1024 * 1024
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0
# A process that ran this long before it died starts its waits again from the first.
STEADY_AFTER = 120.0


def end_with_parent(parent: int, number: int) -> Callable[[], None] | None:
    """For a child on Linux, before it runs: ask the kernel for signal `number` when the process `parent` dies."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None, use_errno=True)

    def ask() -> None:
        libc.prctl(PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:
            os.kill(os.getpid(), number)

    return ask


@dataclass
class Process:
    """One child, leader of a process group of its own, so that Ctrl-C reaches us alone and we decide the order."""

    name: str
    command: Sequence[str]
    log: Path
    env: Mapping[str, str] | None = None
    folder: Path | None = None
    user: str | None = None
    stop_signal: int = signal.SIGTERM
    child: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    started: float = 0.0
    wait: float = FIRST_WAIT
    due: float | None = None

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LONGEST_LOG:
            self.log.replace(self.log.with_suffix(".old.log"))
        with self.log.open("ab") as output:
            self.child = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=None if self.env is None else dict(self.env),
                cwd=self.folder,
                start_new_session=True,
                preexec_fn=end_with_parent(os.getpid(), self.stop_signal),
                user=self.user,
                group=None if self.user is None else pwd.getpwnam(self.user).pw_gid,
                extra_groups=None if self.user is None else [],
            )
        self.started, self.due = time.monotonic(), None

    @property
    def runs(self) -> bool:
        return self.child is not None and self.child.poll() is None

    def revive(self) -> str | None:
        """Restart a child that died, after a wait that doubles while it keeps dying; say in a sentence that it did."""
        now = time.monotonic()
        if self.child is None or self.runs:
            return None
        if self.due is not None:
            if now >= self.due:
                self.start()
            return None
        self.end_group()
        if now - self.started > STEADY_AFTER:
            self.wait = FIRST_WAIT
        self.due, code = now + self.wait, self.child.returncode
        how = f"on signal {-code}" if code < 0 else f"with status {code}"
        sentence = f"{self.name} ended {how}; it starts again in {self.wait:.0f} s. Its log is {self.log}"
        self.wait = min(self.wait * 2, LONGEST_WAIT)
        return sentence

    def ask_to_stop(self) -> None:
        if self.child is not None and self.runs:
            self.child.send_signal(self.stop_signal)

    def stop(self, seconds: float) -> None:
        """Wait up to `seconds` for the child to stop as asked, then end it and whatever it left."""
        if self.child is None:
            return
        self.ask_to_stop()
        try:
            self.child.wait(seconds)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()
        self.end_group()
        self.child = None

    def end_group(self) -> None:
        """End what a child that is gone has left behind in its group."""
        if self.child is not None:
            try:
                os.killpg(self.child.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                pass

    def last_lines(self, count: int = 15) -> str:
        """The end of the child's log, for a person who must see why it failed."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:])
