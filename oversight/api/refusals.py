"""How the API says no: always a sentence, a code for programs, and what is wrong with which input."""

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404
from rest_framework import status
from rest_framework.exceptions import APIException, NotFound, ParseError, ValidationError
from rest_framework.response import Response
from rest_framework.serializers import CharField, DictField, ListField, Serializer
from rest_framework.views import exception_handler as framework_exception_handler

from oversight.api.json import TooLarge
from oversight.errors import DomainError


class InvalidInput(APIException):
    """What was sent cannot be accepted; `fields` says of each input why."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "invalid"

    def __init__(self, fields: dict[str, list[str]], general: list[str] | None = None):
        self.fields = fields
        super().__init__(in_one_sentence(fields, general or []))


class Refusal(Serializer):
    """Every refusal: a sentence, a code for programs, and what is wrong with which input."""

    detail = CharField()
    code = CharField()
    fields = DictField(child=ListField(child=CharField()))  # type: ignore[assignment]


def in_one_sentence(fields: dict[str, list[str]], general: list[str]) -> str:
    said = general + [f"{name}: {sentence}" for name, sentences in fields.items() for sentence in sentences]
    return " ".join(said)


def exception_handler(error: Exception, context: dict) -> Response | None:
    """Every refusal in the same form, from the domain, the framework or Django."""
    if isinstance(error, DomainError):
        fields = {error.field: [str(error)]} if error.field else {}
        return refused(str(error), error.code, fields, error.status_code)
    if isinstance(error, RequestDataTooBig):
        error = TooLarge()
    elif isinstance(error, SuspiciousOperation):
        error = ParseError("The request cannot be read.")
    elif isinstance(error, Http404):
        error = NotFound("There is no such record, or you may not see it.")
    response = framework_exception_handler(error, context)
    if response is None:
        return None
    if isinstance(error, ValidationError):
        detail = error.detail if isinstance(error.detail, dict) else {"": error.detail}
        fields = {name: [str(each) for each in said] for name, said in detail.items()}
        general = fields.pop("", [])
        sentence, code = in_one_sentence(fields, general), "invalid"
    elif isinstance(error, InvalidInput):
        sentence, code, fields = str(error.detail), error.default_code, error.fields
    else:
        sentence, code, fields = str(response.data["detail"]), error_code(error), {}
    response.data = {"detail": sentence, "code": code, "fields": fields}
    return response


def error_code(error: Exception) -> str:
    codes = error.get_codes() if isinstance(error, APIException) else "permission_denied"
    return codes if isinstance(codes, str) else "invalid"


def refused(sentence: str, code: str, fields: dict[str, list[str]], status_code: int) -> Response:
    return Response({"detail": sentence, "code": code, "fields": fields}, status=status_code)
