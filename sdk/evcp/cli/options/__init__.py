"""From what people write to what is asked: units, areas, plugs, filters, the connection, the search itself.

`wanted` sieves what the service answers, and `saved` reads answers out of files.
"""
