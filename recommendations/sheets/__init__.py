"""The spreadsheet of actions and of recommendations: out to everybody who reads them, in again through the admin."""
