"""The spreadsheet of actions and of recommendations: out to everybody who reads them, and in again at the desk."""
