"""The I/O of the clients: the only modules that open a connection."""
