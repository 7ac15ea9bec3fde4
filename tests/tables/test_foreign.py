"""Published schemas of other authors, fetched by scripts/foreign_schemas.py into the folder EVCP_FOREIGN."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random
from typing import Any

import pytest
from foreign_schemas import main_of, schemas
from lxml import etree
from support.xsd_documents import Documents, Unlucky
from support.xsd_package import build_from, lost_declarations

FOLDER = os.environ.get("EVCP_FOREIGN", "")
DOCUMENTS = 15


@pytest.mark.parametrize("entry", schemas(), ids=lambda entry: entry["name"])
def test_documents_go_round(entry: dict[str, Any], tmp_path: Path) -> None:
    main = main_of(Path(FOLDER), entry) if FOLDER else None
    if main is None:
        pytest.skip("not fetched: scripts/foreign_schemas.py fetch FOLDER, and EVCP_FOREIGN=FOLDER")
    generated = build_from(tmp_path, main)
    assert lost_declarations(generated) == []
    schema = generated.schema
    roots = [
        name
        for name, element in schema.elements.items()
        if not element.abstract
        and isinstance(element.type, str)
        and etree.QName(name).namespace == (schema.namespace or None)
    ]
    documents = Documents(schema)
    valid = 0
    for seed in range(DOCUMENTS):
        random = Random(seed)
        root = random.choice(roots)
        try:
            body = documents.document(root, random)
        except Unlucky:
            continue
        if not generated.valid(
            body
        ):  # a constraint on keys, or a type that is abstract without a substitute
            continue
        valid += 1
        decoded = generated.decode(body)
        assert decoded.issues == (), body
        written = generated.module.encode(decoded.value, element=root)
        assert generated.valid(written), generated.validator.error_log
        assert generated.decode(written).value == decoded.value
        as_json = generated.module.encode(decoded.value, format="json", element=root)
        again = generated.decode(as_json, "json", type(decoded.value))
        assert (again.value, again.issues) == (decoded.value, ())
    assert valid > DOCUMENTS * 0.8
