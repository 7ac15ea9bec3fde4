"""From stations to what is seen: in which form (`output`), where to (`writing`), and how it looks.

`presenting` brings stations there; `tables` and `cards` are for people, `live` and `watching` for what changes,
`progress` and `tally` say how far and how much.
"""
