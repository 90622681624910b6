// Starts the components of GOV.UK Frontend and MOJ Frontend that the page holds. Every page works without it.
import { initAll as startGovuk } from "../govuk/govuk-frontend.min.js";
import { initAll as startMoj } from "../moj/moj-frontend.min.js";

startGovuk();
startMoj();
