"""Benchmarks: codec, client, sandbox, world, and what they share."""
