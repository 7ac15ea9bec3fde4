"""Synthetic stations: any number of them, the same for the same seed.

`skeleton` draws the searchable facts of all stations at once, `details` the rest of one station on
demand; `source` joins both. `cities` and `markets` describe the world.
"""
