"""The sandbox on a port: `server` runs it, `asgi` carries out outcomes, `connections` limits uvicorn's connections."""
