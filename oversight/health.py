"""Whether the register is alive (`/healthz`) and ready to serve (`/readyz`), for supervisors and monitors."""

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, JsonResponse
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
