"""The sandbox as others reach it.

`host` is the whole of it without a network, with its faults and its clock, and `control` sets both from
outside. `server` is the `Sandbox` on a port: `asgi` carries out what the host says, on the `connections` of
uvicorn.
"""
