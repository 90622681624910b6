"""The base of the API, shared by the apps: coming in, JSON, refusals, filters, pages, records."""
