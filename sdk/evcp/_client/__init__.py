"""Clients, resources, pagers and bulk results: the objects that a user holds."""
