"""The spreadsheet door: what goes out, what comes in, and what is refused on the way."""
