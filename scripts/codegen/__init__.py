"""The generator of `evcp_models`: XSD and code lists in, typed models and codecs out.

    schema/evcp.xsd ──xsdata──> Class tree ──plugin.py──> Api ──emit_*.py──> generated/evcp_models
    schema/evcp.xsd ──subset.py, notes.py────────┤         │
    schema/corrections.toml ─corrections.py──────┤     checks.py
    schema/codelists/*.toml ─codelists.py────────┘

`Api` (api.py) describes the Python API in plain values; the emitters read nothing else, and neither
does the schema diff (diff.py and diff_codes.py; changes.py is its policy, versions.py its verdict).
"""
