"""JSON in and out of the API, by orjson: quick, and strict about what comes in."""

import re
from datetime import date, datetime
from typing import Any

import orjson
from django.conf import settings
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer

# A day as the API takes it, and the sentence for any other way of writing one.
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
NOT_ISO = "Give the day as year, month and day: 2019-03-31."


def is_iso_date(text: str) -> bool:
    """Whether this is a day in the one form the API takes."""
    if not ISO_DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


# A moment as the API takes it; what bears no offset is meant as London's clocks show it.
NOT_A_MOMENT = (
    "Give the moment as day and time: 2019-03-31T14:30, or with its offset: 2019-03-31T14:30+01:00."
)
ISO_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})?")


def is_iso_moment(text: str) -> bool:
    """Whether this is a moment in the one form the API takes."""
    if not ISO_MOMENT.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


class TooLarge(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = "What was sent is too large."
    default_code = "too_large"


class JSONParser(BaseParser):
    """JSON of a bounded size; NaN, half characters and bottomless nesting are refused."""

    media_type = "application/json"

    def parse(self, stream, media_type=None, parser_context=None) -> Any:
        body = stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        if len(body) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise TooLarge()
        try:
            return orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise ParseError(f"This is not JSON: {error}.") from error


class JSONRenderer(BaseRenderer):
    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data, accepted_media_type=None, renderer_context=None) -> bytes:
        return b"" if data is None else orjson.dumps(data, default=str)
