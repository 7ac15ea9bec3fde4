"""How a question is written: areas and parameters."""
