"""The generator of `evcp_models`: XSD and code lists in, typed models and codecs out.

    schema/evcp.xsd ──xsdata──> Class tree ──xsd/plugin──> Api ──emit/*──> generated/evcp_models
    schema/evcp.xsd ──xsd/subset, xsd/notes──────┤          │
    schema/corrections.toml ─xsd/corrections─────┤     xsd/checks
    schema/codelists/*.toml ─xsd/codelists───────┘

`Api` (xsd/api) describes the Python API in plain values; the emitters read nothing else, and neither
does the schema diff (diff and diff_codes; changes is its policy, versions its verdict).
"""
