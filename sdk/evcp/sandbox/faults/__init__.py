"""Faults on demand: `plan` has them as values, `injector` applies them, `drift` departs from the schema."""
