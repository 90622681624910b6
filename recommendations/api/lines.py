"""The whole line of a recommendation or an action over the API: what its page says, as data."""

from collections.abc import Callable

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from oversight import context
from oversight.api.records import PrivateAnswer
from oversight.api.refusals import Refusal
from recommendations import line
from recommendations.api.line_entries import ActionOnLine, RecommendationOnLine, ReportOnLine
from recommendations.line.document import held_on, highest


class WholeLine(serializers.Serializer):
    """From report to closure, in reading order."""

    as_at = serializers.DateTimeField()
    marking = serializers.CharField(help_text="The highest marking of what it holds.")
    reports = ReportOnLine(many=True)
    recommendations = RecommendationOnLine(many=True)
    actions = ActionOnLine(many=True)


class LineAnswer(PrivateAnswer):
    """The line of a record among those the caller may see: `rows` finds it, `begin` follows the line from it."""

    rows: Callable
    begin: Callable

    def answer(self, request, reference: str) -> Response:
        now = context.now()
        user, today = request.user, timezone.localdate(now)
        found = self.begin(get_object_or_404(self.rows(user, today), reference=reference), user, today)
        told = {
            "as_at": now,
            "marking": highest(held_on(found)),
            "reports": found.reports,
            "recommendations": found.recommendations,
            "actions": found.actions,
        }
        return Response(WholeLine(told, context={"request": request, "line": found}).data)


class RecommendationLine(LineAnswer):
    rows = staticmethod(line.recommendations)
    begin = staticmethod(line.of_recommendation)

    @extend_schema(
        operation_id="recommendations_line",
        summary="The whole line of a recommendation and its parts",
        responses={200: WholeLine, 404: Refusal},
    )
    def get(self, request, reference: str) -> Response:
        return self.answer(request, reference)


class ActionLine(LineAnswer):
    rows = staticmethod(line.actions)
    begin = staticmethod(line.of_action)

    @extend_schema(
        operation_id="actions_line",
        summary="The whole line of an action, with all recommendations it answers",
        responses={200: WholeLine, 404: Refusal},
    )
    def get(self, request, reference: str) -> Response:
        return self.answer(request, reference)
