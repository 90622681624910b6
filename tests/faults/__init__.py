"""What must hold whatever fails: processes killed, servers gone, mail refused."""
