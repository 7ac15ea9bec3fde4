"""Areas and parameters, as a request writes them."""
