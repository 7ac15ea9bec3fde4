"""What a sandbox serves: stations that are built when somebody asks for them.

A `world` has its stations from a `source`, made up or out of a file, and shows them through `views`.
`parts`, `identifiers`, `states` and `roaming` are what all kinds of stations are built with.
"""
