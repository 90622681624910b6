"""What the desks of this app share: their table of rights."""

from boards.rules.access import DESKS as BOARDS_DESKS
from oversight.admin import HistoryAdmin, ReadOnlyInline, RegisterInline, RegisterStackedInline
from recommendations.rules.access import DESKS

ALL_DESKS = BOARDS_DESKS | DESKS


class RecommendationsAdmin(HistoryAdmin):
    desks = ALL_DESKS


class RecommendationsInline(RegisterInline):
    desks = ALL_DESKS


class RecommendationsStackedInline(RegisterStackedInline):
    desks = ALL_DESKS


class RecommendationsReadOnlyInline(ReadOnlyInline):
    desks = ALL_DESKS
