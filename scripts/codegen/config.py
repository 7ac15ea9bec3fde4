"""The settings of a package: `codegen.toml`, beside the schema that it is generated from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from keyword import iskeyword
from pathlib import Path
from typing import Any

from .xsd.api import SchemaError
from .xsd.corrections import read_toml

FILE = "codegen.toml"
CODECS = ("code", "tables")
FORMATS = ("json", "xml")


@dataclass(frozen=True)
class JsonStyle:
    """How a document of the schema is written in JSON.

    Attributes:
        root: `dropped`: a document is the object of its root; `kept`: an object with the root as a member.
        wrappers: `kept`: `{"items": {"item": [..]}}`; `dropped`: `{"items": [..]}` for a type that only
            wraps a list.
        attributes: Prefix of the members that are attributes in XML.
        text: Member for the text of an element that has attributes too.
    """

    root: str = "kept"
    wrappers: str = "kept"
    attributes: str = "@"
    text: str = "#text"


OWN_JSON = JsonStyle("dropped", "kept", "", "value")
"""The one convention that codecs of code speak."""


@dataclass(frozen=True)
class Config:
    """The settings of a package.

    Attributes:
        path: The file, or the folder if it has none.
        main: The XSD that the others are reached from.
        package: Name of the Python package.
        out: Folder that the package is written to.
        title: What the schema describes, for docstrings.
        codec: `code` or `tables`.
        formats: Formats that the package reads and writes.
        corrections: File with names and readings that differ from the rule.
        codelists: Folder of code tables.
        modules: `one`: all classes in `models`; `namespace`: a module for each namespace beside it.
        compiled: Whether libxml2 has to take the schema for a valid one.
        strip: Endings of XSD type names that class names lose.
        prefixes: Prefix by namespace, for class names that clash and for XML that is written.
        locations: File by namespace or by schema location, for schemas that are not beside the main one.
        json: The JSON convention.
    """

    path: Path
    main: Path
    package: str
    out: Path
    title: str
    codec: str = "tables"
    formats: tuple[str, ...] = FORMATS
    corrections: Path = Path("corrections.toml")
    codelists: Path = Path("codelists")
    modules: str = "one"
    compiled: bool = True
    strip: tuple[str, ...] = ()
    prefixes: Mapping[str, str] = field(default_factory=dict)
    locations: Mapping[str, Path] = field(default_factory=dict)
    json: JsonStyle = JsonStyle()


def read_config(path: Path) -> Config:
    """Read a `codegen.toml`, or that of a schema folder; an XSD has that of its folder, with itself as `main`.

    Raises:
        SchemaError: The file cannot be read, or holds something else than settings.
    """
    main = None
    if path.suffix == ".xsd":
        main, path = path, path.with_name(FILE)
    elif path.is_dir():
        path /= FILE
    own = main or path.with_name("evcp.xsd")
    data = read_toml(path) if path.exists() or own.name != "evcp.xsd" else _OWN
    reader = _Settings(path.name, data)
    folder = path.parent
    json = _Settings(path.name, reader.table("json"), "[json] ")
    naming = _Settings(path.name, reader.table("naming"), "[naming] ")
    named = folder / reader.text("main")
    config = Config(
        path=path,
        main=main or named,
        package=reader.text("package"),
        out=folder / reader.text("out", "generated"),
        title=reader.text("title", ""),
        codec=reader.choice("codec", CODECS, "tables"),
        formats=reader.texts("formats", FORMATS),
        corrections=folder / reader.text("corrections", "corrections.toml"),
        codelists=folder / reader.text("codelists", "codelists"),
        modules=reader.choice("modules", ("one", "namespace"), "one"),
        compiled=reader.flag("compiled", default=True),
        strip=naming.texts("strip", ()),
        prefixes=reader.mapping("prefixes"),
        locations={k: folder / v for k, v in reader.mapping("locations").items()},
        json=JsonStyle(
            root=json.choice("root", ("dropped", "kept"), "kept"),
            wrappers=json.choice("wrappers", ("dropped", "kept"), "kept"),
            attributes=json.text("attributes", "@"),
            text=json.text("text", "#text"),
        ),
    )
    for settings in (reader, json, naming):
        settings.check_known()
    if not config.package.isidentifier() or iskeyword(config.package):
        raise SchemaError(f"{path.name}: package {config.package!r} is not a name of Python")
    if not config.formats or not set(config.formats) <= set(FORMATS):
        raise SchemaError(f"{path.name}: formats has to be one or both of {', '.join(FORMATS)}")
    if not main and not config.main.exists():
        raise SchemaError(f"cannot read the schema {config.main}: there is no such file")
    if config.codec == "code" and (config.json != OWN_JSON or config.formats != FORMATS):
        raise SchemaError(
            f'{path.name}: codec = "code" speaks {OWN_JSON}, in both formats; '
            'for anything else use codec = "tables"'
        )
    return config


# A version of our own schema from before it had the file.
_OWN: dict[str, Any] = {
    "main": "evcp.xsd",
    "package": "evcp_models",
    "codec": "code",
    "json": {"root": "dropped", "attributes": "", "text": "value"},
}


class _Settings:
    """A table of the file; each setting is asked for once, and what nobody asked for is refused."""

    def __init__(self, file: str, data: dict[str, Any], where: str = "") -> None:
        self.file, self.data, self.where = file, data, where
        self.known: set[str] = set()

    def _get(self, key: str, kind: type, what: str, default: Any) -> Any:
        self.known.add(key)
        value = self.data.get(key, default)
        if value is None:
            raise SchemaError(f"{self.file}: {self.where}{key} is missing")
        if not isinstance(value, kind):
            raise SchemaError(f"{self.file}: {self.where}{key} has to be {what}")
        return value

    def text(self, key: str, default: str | None = None) -> str:
        return str(self._get(key, str, "a text", default))

    def flag(self, key: str, *, default: bool) -> bool:
        return bool(self._get(key, bool, "true or false", default))

    def choice(self, key: str, known: tuple[str, ...], default: str) -> str:
        value = self.text(key, default)
        if value not in known:
            raise SchemaError(f"{self.file}: {self.where}{key} has to be {' or '.join(known)}")
        return value

    def texts(self, key: str, default: tuple[str, ...]) -> tuple[str, ...]:
        values = self._get(key, list, "a list of texts", list(default))
        if not all(isinstance(value, str) for value in values):
            raise SchemaError(f"{self.file}: {self.where}{key} has to be a list of texts")
        return tuple(values)

    def table(self, key: str) -> dict[str, Any]:
        return dict(self._get(key, dict, "a table", {}))

    def mapping(self, key: str) -> dict[str, str]:
        table = self.table(key)
        if not all(isinstance(value, str) for value in table.values()):
            raise SchemaError(f"{self.file}: [{key}] has to map texts to texts")
        return table

    def check_known(self) -> None:
        odd = sorted(set(self.data) - self.known)
        if odd:
            known = ", ".join(sorted(self.known))
            raise SchemaError(
                f"{self.file}: {self.where}{odd[0]} is not a setting; there are {known}"
            )
