"""What must hold whatever fails: a year of reminders, processes killed, servers gone, mail refused."""
