"""The generator of `evcp_models`: XSD and code lists in, typed models and codecs out.

    schema/evcp.xsd ──xsdata──> Class tree ──plugin.py──> Api ──emit_*.py──> generated/evcp_models
    schema/evcp.xsd ──notes.py─────┘             │
    schema/corrections.toml ─corrections.py──────┤
    schema/codelists/*.toml ─codelists.py────────┘

`Api` (api.py) describes the Python API in plain values; the emitters and the schema diff read
nothing else.
"""
