"""Data and words read into the terms of the API: members of JSON, countries, hours, states, misspelt names."""
