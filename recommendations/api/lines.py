"""The whole line of a recommendation or an action over the API: what its page says, as data."""

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
from recommendations.models import Action, Recommendation


class WholeLine(serializers.Serializer):
    """From report to closure, in reading order."""

    as_at = serializers.DateTimeField()
    marking = serializers.CharField(source="line.marking", help_text="The highest marking of what it holds.")
    reports = ReportOnLine(source="line.reports", many=True)
    recommendations = RecommendationOnLine(source="line.recommendations", many=True)
    actions = ActionOnLine(source="line.actions", many=True)


class LineAnswer(PrivateAnswer):
    """The line of a record among those the caller may see."""

    model: type[Recommendation | Action]

    def answer(self, request, reference: str) -> Response:
        now = context.now()
        user, today = request.user, timezone.localdate(now)
        record = get_object_or_404(line.rows_of(self.model, user, today), reference=reference)
        found = line.of(record, user, today)
        return Response(WholeLine({"as_at": now, "line": found}, context={"request": request}).data)


class RecommendationLine(LineAnswer):
    model = Recommendation

    @extend_schema(
        operation_id="recommendations_line",
        summary="The whole line of a recommendation and its parts",
        responses={200: WholeLine, 404: Refusal},
    )
    def get(self, request, reference: str) -> Response:
        return self.answer(request, reference)


class ActionLine(LineAnswer):
    model = Action

    @extend_schema(
        operation_id="actions_line",
        summary="The whole line of an action, with all recommendations it answers",
        responses={200: WholeLine, 404: Refusal},
    )
    def get(self, request, reference: str) -> Response:
        return self.answer(request, reference)
