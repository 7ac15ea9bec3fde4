"""The API without a network: a request as plain values in, a response as plain values out.

`service` answers requests; `access` checks credentials and issues tokens; `query` parses requests;
`resources` has every resource, `responses` the bodies. Every open question of the API's documentation
is decided in `settings.Assumptions`, and nowhere else.
"""
