"""The generator of `evcp_models`: XSD and code lists in, typed models and codecs out.

    schema/evcp.xsd ──xsdata──> Class tree ──xsd/plugin──> Api ──emit/*──> generated/evcp_models
    schema/evcp.xsd ──xsd/subset, xsd/notes──────┤          │
    schema/corrections.toml ─xsd/corrections─────┤     xsd/checks
    schema/codelists/*.toml ─xsd/codelists───────┘

The other half carries schemas of any style (codec = "tables" in codegen.toml, read by config):

    *.xsd ──xsd/documents, xsd/simple, xsd/resolve──> Schema (xsd/language) ──shape──> TableApi ──emit/tables──> package

`Schema` is the language model: names in Clark form, references followed, derivation applied, and nothing of
Python. `TableApi` (table_api) is an `Api`; its fields also hold facets, substitutes and base class.

`Api` (xsd/api) describes the Python API in plain values; the emitters read nothing else, and neither
does the schema diff (diff, diff_codes and diff_tables; changes is its policy, versions its verdict).
"""
