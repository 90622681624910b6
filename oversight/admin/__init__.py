"""The admin, where the secretariat works: its site and the bases of its pages. Names no record of either app.

Who opens what comes from the apps' tables of rights (oversight/rights.py), never from Django's permissions, so that it
binds superusers too; what they see there comes from `visible_to`. Nothing is ever deleted.
"""

from oversight.admin.base import RefusableForm, RegisterAdmin, beside
from oversight.admin.choices import KnownSelectMultiple, VisibleFilter
from oversight.admin.history import HistoryAdmin
from oversight.admin.inlines import InlineRows, ReadOnlyInline, RegisterInline, RegisterStackedInline
from oversight.admin.read_only import ReadOnlyAdmin, link_to
from oversight.admin.site import RegisterSite

__all__ = [
    "HistoryAdmin",
    "InlineRows",
    "KnownSelectMultiple",
    "ReadOnlyAdmin",
    "ReadOnlyInline",
    "RefusableForm",
    "RegisterAdmin",
    "RegisterInline",
    "RegisterSite",
    "RegisterStackedInline",
    "VisibleFilter",
    "beside",
    "link_to",
]
