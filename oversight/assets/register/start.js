// Tells the style sheets, before anything is drawn, that scripts run: GOV.UK Frontend's own test.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}
