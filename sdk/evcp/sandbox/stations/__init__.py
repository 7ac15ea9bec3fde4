"""Common to all stations, synthetic or from files: `identifiers`, `parts`, and searchable `columns`."""
