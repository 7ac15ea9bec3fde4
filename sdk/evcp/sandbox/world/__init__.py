"""A world: the stations that a sandbox serves, and the searches in them."""
