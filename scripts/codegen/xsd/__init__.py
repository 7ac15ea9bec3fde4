"""Reading the schema folder: from the XSD to the API model."""
