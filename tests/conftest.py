"""The world most tests stand in: one board, one restricted board, and one person for each relation to an action."""

from types import SimpleNamespace

import pytest

from boards.rules.roles import Seat
from oversight import working_days
from oversight.roles import Role
from tests import kept, make


@pytest.fixture(autouse=True)
def no_bank_holidays_entered(request, monkeypatch):
    """Rules are tried without a database: then none is entered."""
    if not ("db" in request.fixturenames or request.node.get_closest_marker("django_db")):
        monkeypatch.setattr(working_days, "ask_entered", tuple)


@pytest.fixture
def world(db):
    """One action of an ordinary board, one of a restricted one, and everybody who could stand to them."""
    return kept.begin_with(a_world)


def a_world() -> SimpleNamespace:
    w = SimpleNamespace()
    w.mopac = make.organisation(
        "mopac", name="Mayor's Office for Policing And Crime", short_name="MOPAC", kind="policing_body"
    )
    w.mps = make.organisation("mps", name="Metropolitan Police Service", short_name="MPS", kind="force")
    w.council = make.organisation("council", name="A borough council", kind="partner")
    w.board = make.board(
        "CPPOG", name="Child Protection Policing Oversight Group", slug="child-protection-og"
    )
    w.other_board = make.board("AP", name="Audit Panel", slug="audit-panel")
    w.restricted = make.board(
        "BIL", name="Bi-laterals: DMPC and Commissioner", slug="bilateral-dmpc", is_restricted=True
    )

    w.secretariat = make.person("Secretariat", role=Role.SECRETARIAT, organisation=w.mopac)
    w.colleague = make.person("Secretariat colleague", role=Role.SECRETARIAT, organisation=w.mopac)
    w.dmpc_staff = make.person("Deputy Mayors staff", role=Role.DMPC_STAFF, organisation=w.mopac)
    w.liaison = make.person("MPS liaison", role=Role.LIAISON, organisation=w.mps)
    w.other_liaison = make.person("Council liaison", role=Role.LIAISON, organisation=w.council)
    w.owner = make.person("MPS owner", organisation=w.mps)
    w.chair = make.person("Chair", organisation=w.mopac)
    w.member = make.person("Member", organisation=w.mopac)
    w.other_member = make.person("Member of another board", organisation=w.mopac)
    w.former_member = make.person("Former member", organisation=w.mopac)
    w.auditor = make.person("Auditor", role=Role.AUDITOR, organisation=w.mopac)
    w.administrator = make.person("Administrator", role=Role.ADMINISTRATOR, organisation=w.mopac)
    w.superuser = make.person("Superuser", role=Role.ADMINISTRATOR, organisation=w.mopac, is_superuser=True)
    w.stranger = make.person("Stranger")
    w.restricted_chair = make.person("Restricted chair", organisation=w.mopac)
    w.restricted_secretary = make.person("Restricted secretary", organisation=w.mopac)
    w.restricted_owner = make.person("Restricted owner", organisation=w.mps)

    make.seat(w.chair, w.board, Seat.CHAIR)
    make.seat(w.member, w.board)
    make.seat(w.other_member, w.other_board)
    make.seat(w.former_member, w.board, until_on=make.timezone.localdate() - make.timedelta(days=1))
    make.seat(w.restricted_chair, w.restricted, Seat.CHAIR)
    make.seat(w.restricted_secretary, w.restricted, Seat.SECRETARY)
    make.seat(w.restricted_owner, w.restricted)

    w.report = make.report("inspection-2016", boards=[w.board])
    w.recommendation = make.recommendation(w.report, "CP16-01", addressed_to=[w.mps], lead_board=w.board)
    w.meeting = make.meeting(w.board, by=w.secretariat)
    w.action = make.action(
        w.board, by=w.secretariat, owner_organisation=w.mps, owner=w.owner, recommendations=[w.recommendation]
    )

    w.restricted_report = make.report("restricted-report", boards=[w.restricted])
    w.restricted_recommendation = make.recommendation(
        w.restricted_report, "RES-01", addressed_to=[w.mps], lead_board=w.restricted
    )
    w.restricted_meeting = make.meeting(w.restricted, by=w.restricted_secretary)
    w.restricted_action = make.action(
        w.restricted,
        by=w.restricted_secretary,
        owner_organisation=w.mps,
        owner=w.restricted_owner,
        recommendations=[w.restricted_recommendation],
        title="A restricted thing",
    )
    return w


@pytest.fixture
def people(world):
    """Everybody of the world by name."""
    from boards.models import Person

    return {name: value for name, value in vars(world).items() if isinstance(value, Person)}
