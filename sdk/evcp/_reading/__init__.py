"""Data of others read into the terms of the API: members of JSON, countries, parts of stations, hours."""
