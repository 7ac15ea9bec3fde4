"""Output: files and forms (`formats`), stations, EVSE states and changes, tables and cards for people."""
