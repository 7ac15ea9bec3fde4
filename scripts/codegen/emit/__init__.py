"""Emitters: from the API model to the text of the generated modules."""
