"""Reading the schema folder: from the XSD to the API model."""

from ..console import require

require("generate", "xsdata", "lxml", "ruff")
