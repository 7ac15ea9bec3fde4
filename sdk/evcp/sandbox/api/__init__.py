"""The API without a network: a request as plain values in, an answer as plain values out.

`service` answers a request, if its credentials are let in (`access`, `tokens`, `token_endpoint`, `oauth`).
`resources` knows every resource; `query`, `bulk` and `route` read what is asked for; `selection`,
`filters` and `ordering` choose the stations of a page; `evses` and `lookups` build what is not a station;
`bodies` has the shapes of the answers. What the API's documentation leaves open is decided in
`settings.Assumptions`, and nowhere else.
"""
