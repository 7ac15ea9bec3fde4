"""Options and arguments: from command line text to areas, filters, orders and a client.

`units` and `arguments` read single values; `areas`, `connection` and `station_filter` are groups of options;
`saved_files` opens saved answers.
"""
