"""What is answered when something goes wrong outside the domain: in words on pages, as the API's own JSON there.

Django calls these handlers (oversight/urls.py) where no view had an answer, whichever part broke. None of them asks
the database for anything: it may be what is away.
"""

import errno
import sys
from collections.abc import Iterator
from http import HTTPStatus

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase, HttpResponsePermanentRedirect
from django.middleware.common import CommonMiddleware
from django.template import loader
from django.utils.cache import patch_cache_control
from django.views import defaults
from django.views.csrf import csrf_failure as django_csrf_failure

# Seconds after which it is worth asking again; a database that was restarted answers by then.
RETRY_AFTER = 10
NO_DATABASE = (
    "The register cannot use its database just now. Try again in a minute. If you were saving something, look first "
    "whether it was saved."
)
NO_SPACE = "The register has no space left to keep this. Nothing was saved. Tell those who run the register."
BROKEN = "Something went wrong in the register. Nothing was saved in part."
# A disk, a quota, or the size to which a file may grow.
DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def is_api(request: HttpRequest) -> bool:
    """Whether the caller is a program, answered in JSON."""
    return request.path_info.startswith("/api/")


def is_disk_full(error: BaseException | None) -> bool:
    """Whether this, or what it came from, is a disk without space: the register's own or its database's."""
    return any(
        (isinstance(each, OSError) and each.errno in DISK_FULL)
        # psycopg's DiskFull bears 53100; SQLite says it in words.
        or (isinstance(each, OperationalError) and "disk is full" in str(each))
        or getattr(each, "sqlstate", None) == "53100"
        for each in _with_what_it_came_from(error)
    )


def is_database_away(error: BaseException | None) -> bool:
    """Whether the database cannot be reached, ended the connection, or kept us waiting for too long."""
    away = OperationalError | InterfaceError
    return any(isinstance(each, away) for each in _with_what_it_came_from(error))


def _with_what_it_came_from(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def api_refusal(status: int, sentence: str, code: str) -> JsonResponse:
    """A refusal in the one form the API has (oversight/api/refusals.py), made without its framework."""
    response = JsonResponse({"detail": sentence, "code": code, "fields": {}}, status=status)
    patch_cache_control(response, private=True, no_store=True)
    return response


def not_taken(request: HttpRequest, methods: list[str]) -> HttpResponseBase:
    """405, for addresses of the API that the framework of the API does not serve."""
    response = api_refusal(405, f'Method "{request.method}" not allowed.', "method_not_allowed")
    response.headers["Allow"] = ", ".join(methods)
    return response


# --- The handlers ----------------------------------------------------------------------------------


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """400: another host, a form without end, an address that is none."""
    if is_api(request):
        return api_refusal(
            400, "The request cannot be read, or asks for a host that is not ours.", "parse_error"
        )
    return defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    if is_api(request):
        return api_refusal(403, "You may not do this.", "permission_denied")
    return defaults.permission_denied(request, exception)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    if is_api(request):
        return api_refusal(403, "The form has expired, or came from elsewhere.", "permission_denied")
    return django_csrf_failure(request, reason)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    if is_api(request):
        return api_refusal(404, "There is nothing at this address of the API.", "not_found")
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponseBase:
    """507 where a disk is full, 503 where the database is away or busy, 500 for anything else."""
    error = sys.exc_info()[1]
    if is_disk_full(error):
        return _answer(request, HTTPStatus.INSUFFICIENT_STORAGE, NO_SPACE, "no_space")
    if is_database_away(error):
        response = _answer(request, HTTPStatus.SERVICE_UNAVAILABLE, NO_DATABASE, "no_database")
        response.headers["Retry-After"] = str(RETRY_AFTER)
        return response
    return _answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, BROKEN, "error")


def _answer(request: HttpRequest, status: HTTPStatus, sentence: str, code: str) -> HttpResponse:
    if is_api(request):
        return api_refusal(status, sentence, code)
    response = HttpResponse(
        loader.get_template(f"{status}.html").render({"sentence": sentence}), status=status
    )
    patch_cache_control(response, private=True, no_store=True)
    return response


# --- The last slash --------------------------------------------------------------------------------


class LastSlash(CommonMiddleware):
    """Leads to the address with its last slash; what sends something is asked to send it there again (308).

    Django's own answer, 301, makes a browser or a program ask for the page, and what was sent is lost.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        answer = super().process_response(request, response)
        if answer is not response and request.method not in ("GET", "HEAD"):
            return HttpResponsePermanentRedirect(answer.headers["Location"], preserve_request=True)
        return answer
