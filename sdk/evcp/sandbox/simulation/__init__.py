"""Time: a `clock` that can run fast, and the `live` states of EVSEs, which follow from it (`timeline`)."""
