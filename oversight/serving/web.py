"""How gunicorn serves the pages and the API; read by gunicorn, set by PORT, OVERSIGHT_BIND and WEB_CONCURRENCY."""

import gc
import os

from oversight.serving.reach import bind_address

bind = f"{bind_address()}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 4
timeout = 60
# The most it can be told: longer addresses come in and are answered as any other that leads nowhere.
limit_request_line = 8190
graceful_timeout = 10
preload_app = True
control_socket_disable = True
# Whether a request came by https is for OVERSIGHT_BEHIND_PROXY to say, not for a caller on this machine.
forwarded_allow_ips = ""
proc_name = "oversight-web"


def post_fork(server, worker) -> None:
    """Keep what was loaded before the fork out of every collection: it halves the slowest answers."""
    gc.freeze()
