"""The field's words as choices: types of recommendation, the statuses that are not an action's, standings."""

from django.db.models import TextChoices


class RecommendationType(TextChoices):
    CAUSE_OF_CONCERN = "cause_of_concern", "Cause of concern"
    RECOMMENDATION = "recommendation", "Recommendation"
    AFI = "afi", "Area for improvement"
    CONDITION = "condition", "Condition"
    LESSON = "lesson", "Lesson or step"
    ENFORCEMENT = "enforcement", "Enforcement requirement"
    AUDIT_FINDING = "audit_finding", "Audit finding"
    FINDING = "finding", "Finding calling for improvement"
    COMMITMENT = "commitment", "Commitment"


class Response(TextChoices):
    AWAITING = "awaiting", "Awaiting response"
    ACCEPTED = "accepted", "Accepted"
    ACCEPTED_IN_PART = "accepted_in_part", "Accepted in part"
    REJECTED = "rejected", "Rejected"
    NOTED = "noted", "Noted"


class Delivery(TextChoices):
    NOT_STARTED = "not_started", "Not started"
    IN_PROGRESS = "in_progress", "In progress"
    REPORTED_COMPLETE = "reported_complete", "Reported complete"


class Verification(TextChoices):
    NOT_VERIFIED = "not_verified", "Not verified"
    UNDER_REVIEW = "under_review", "Under review"
    VERIFIED = "verified", "Verified"
    NOT_SATISFIED = "not_satisfied", "Not satisfied"


class Standing(TextChoices):
    """How well a recorded text or number is known."""

    SOURCE = "source", "Found at the source"
    ANNUAL_REPORT = "annual_report", "Found in the annual report"
    INFERRED = "inferred", "Inferred"
    SUBSTANCE = "substance", "Substance found, wording not found"
    THEME = "theme", "Theme only, not shown to be a separate recommendation"
    EXISTENCE = "existence", "Known to exist, content not found"


# Standings of rows that are listed and do not count as recommendations held.
NOT_HELD = (Standing.THEME, Standing.EXISTENCE)


class Track(TextChoices):
    """What a progress report says of itself."""

    ON_TRACK = "on_track", "On track"
    AT_RISK = "at_risk", "At risk"
    OFF_TRACK = "off_track", "Off track"


class LinkKind(TextChoices):
    SUPERSEDED_BY = "superseded_by", "Superseded by"
    RAISED_BEFORE_IN = "raised_before_in", "Raised before in"
    REPEATED_IN = "repeated_in", "Repeated in"
