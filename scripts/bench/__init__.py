"""Benchmarks: codec, client, sandbox, world, and what they share."""

from codegen.console import require

require("bench,generate", "evcp", "requests", "lxml", "xsdata")
