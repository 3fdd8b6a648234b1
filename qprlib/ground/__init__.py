"""What everything stands on: errors, the calendar, numbers, names, files, and what an edition's params say."""
