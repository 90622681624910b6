"""Addresses of the home page and of every page that shows reports, recommendations or actions, boards' among them."""

from django.urls import path

from recommendations.pages import (
    actions,
    boards,
    evidence,
    home,
    lines,
    meetings,
    minutes,
    minutes_and_actions,
    organisations,
    packs,
    reports,
    responses,
    sheets,
    steps,
)

urlpatterns = [
    path("", home.HomePage.as_view(), name="home"),
    path("who-may-do-what/", home.WhoMayPage.as_view(), name="who-may"),
    path("boards/", boards.BoardList.as_view(), name="boards"),
    path("boards/<slug:slug>/", boards.BoardPage.as_view(), name="board"),
    path("meetings/<slug:reference>/", meetings.MeetingPage.as_view(), name="meeting"),
    path("meetings/<slug:reference>/minutes.pdf", minutes.MinutesFile.as_view(), name="minutes-pdf"),
    path(
        "meetings/<slug:reference>/minutes-and-actions/",
        minutes_and_actions.MinutesAndActions.as_view(),
        name="minutes-and-actions",
    ),
    path(
        "meetings/<slug:reference>/minutes-and-actions.pdf",
        minutes_and_actions.MinutesAndActionsFile.as_view(),
        name="minutes-and-actions-pdf",
    ),
    path("meetings/<slug:reference>/pack/", packs.PackPage.as_view(), name="pack"),
    path("meetings/<slug:reference>/pack.pdf", packs.PackFile.as_view(), name="pack-file"),
    path("organisations/<slug:slug>/", organisations.OrganisationPage.as_view(), name="organisation"),
    path("reports/", reports.ReportList.as_view(), name="reports"),
    path("reports/<slug:reference>/", reports.ReportPage.as_view(), name="report"),
    path("reports/<slug:reference>/steps/<slug:step>/", steps.ReportStep.as_view(), name="report-step"),
    path("recommendations.<str:form>", sheets.RecommendationSheet.as_view(), name="recommendations-sheet"),
    path("reports/<slug:reference>/response/", responses.ResponsePage.as_view(), name="report-response"),
    path(
        "reports/<slug:reference>/response.pdf",
        responses.ResponseFile.as_view(),
        name="report-response-pdf",
    ),
    path("recommendations/", reports.RecommendationList.as_view(), name="recommendations"),
    path("recommendations/<slug:reference>/", reports.RecommendationPage.as_view(), name="recommendation"),
    path(
        "recommendations/<slug:reference>/steps/<slug:step>/",
        steps.RecommendationStep.as_view(),
        name="recommendation-step",
    ),
    path("actions.<str:form>", sheets.ActionSheet.as_view(), name="actions-sheet"),
    path("actions/", actions.ActionList.as_view(), name="actions"),
    path("actions/<slug:reference>/", actions.ActionPage.as_view(), name="action"),
    path("actions/<slug:reference>/steps/<slug:step>/", steps.ActionStep.as_view(), name="action-step"),
    path(
        "actions/<slug:reference>/evidence/<int:pk>/", evidence.EvidenceFile.as_view(), name="evidence-file"
    ),
    path(
        "recommendations/<slug:reference>/evidence/<int:pk>/",
        evidence.RecommendationEvidenceFile.as_view(),
        name="recommendation-evidence-file",
    ),
    path(
        "recommendations/<slug:reference>/line/",
        lines.RecommendationLine.as_view(),
        name="recommendation-line",
    ),
    path(
        "recommendations/<slug:reference>/line.pdf",
        lines.RecommendationLineFile.as_view(),
        name="recommendation-line-pdf",
    ),
    path("actions/<slug:reference>/line/", lines.ActionLine.as_view(), name="action-line"),
    path("actions/<slug:reference>/line.pdf", lines.ActionLineFile.as_view(), name="action-line-pdf"),
    path("evidence/<int:pk>/", evidence.EvidencePage.as_view(), name="evidence"),
]
