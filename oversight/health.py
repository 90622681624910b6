"""Whether the register is alive (`/healthz`) and ready to serve (`/readyz`), for supervisors and monitors."""

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from oversight.reminders import runs


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"status": "alive"})


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """The database answers: 503 where it does not. And when reminders were last swept and delivered.

    Late reminders leave the status at 200: pages and API can serve; whoever watches looks at `late`.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        watched = runs.watch()
    except Exception:
        return JsonResponse({"status": "no database"}, status=503)
    reminders = {each.kind.value: {"finished_at": each.finished_at, "late": each.is_late} for each in watched}
    return JsonResponse({"status": "ready", "reminders": reminders})
