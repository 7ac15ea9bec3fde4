"""Made-up stations: any number of them, the same ones for the same seed.

`skeleton` draws where stations stand and what they have, all at once; `details` fills in one of them when it
is asked for; `synthetic` is both together. The rest says what the world is like: `cities`, `villages`,
`markets`, `hardware`, and in `rates` how often a field is missing.
"""
