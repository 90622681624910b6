"""Whether the register is alive (`/healthz`) and ready to serve (`/readyz`), for supervisors and monitors.

A probe asks by the address of the machine, over http, with whatever cookies it has: `HealthMiddleware` stands before
all that looks at those.
"""

from collections.abc import Callable

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from oversight.ports import offered


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"status": "alive"})


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """The database answers: 503 where it does not. And the version, and what each app says of its own health.

    What is late there leaves the status at 200: pages and API can serve; monitoring looks at `late`.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        said = {name: state for of_app in offered("health") for name, state in of_app.items()}
    except Exception:
        return JsonResponse({"status": "no database"}, status=503)
    return JsonResponse({"status": "ready", "version": settings.VERSION, **said})


PROBES = {"/healthz": healthz, "/readyz": readyz}


class HealthMiddleware:
    """Answers the two probes at once, whatever the host, the scheme and the cookies; everything else goes on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        probe = PROBES.get(request.path_info)
        return probe(request) if probe else self.get_response(request)
