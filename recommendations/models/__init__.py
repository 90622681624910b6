"""The models of the recommendations app, one subject a file."""

from recommendations.models.action import Action, ProgressUpdate
from recommendations.models.evidence import Evidence
from recommendations.models.loaded import LoadedRecord
from recommendations.models.pack import Pack
from recommendations.models.recommendation import (
    DeliveryReport,
    PublisherStatus,
    Recommendation,
    RecommendationLink,
    VerificationReview,
)
from recommendations.models.report import Report
from recommendations.models.requests import ClosureRequest, DueDateRequest, ResponseExtension
from recommendations.models.sheet import SheetImport, SheetMapping, SheetRow

__all__ = [
    "Action",
    "ClosureRequest",
    "DeliveryReport",
    "DueDateRequest",
    "Evidence",
    "LoadedRecord",
    "Pack",
    "ProgressUpdate",
    "PublisherStatus",
    "Recommendation",
    "RecommendationLink",
    "Report",
    "ResponseExtension",
    "SheetImport",
    "SheetMapping",
    "SheetRow",
    "VerificationReview",
]
