"""Our own formats of dates and times, by language."""
