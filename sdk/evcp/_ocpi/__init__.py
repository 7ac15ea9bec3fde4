"""The OCPI view of stations, behind `evcp.ocpi`."""
