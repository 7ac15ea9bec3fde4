"""Places on the sphere: which stations lie in an area, and how far away.

`geometry` says it exactly, point by point; `sphere` says the same of many points at once. `areas` are what a
search asks for, `columns` the places of a world, and `index` finds the ones in an area.
"""
