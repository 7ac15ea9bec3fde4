"""The settings of a package: `codegen.toml`, beside the schema that it is generated from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from keyword import iskeyword
from pathlib import Path
from typing import Any

from .xsd.api import Obstacles
from .xsd.corrections import read_toml

FILE = "codegen.toml"
CODECS = ("code", "tables")
FORMATS = ("json", "xml")


@dataclass(frozen=True)
class JsonStyle:
    """JSON form of the documents of a schema.

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
    obstacles = Obstacles()
    reader = _Settings(path.name, data, obstacles)
    folder = path.parent
    json = _Settings(path.name, reader.table("json"), obstacles, "[json] ")
    naming = _Settings(path.name, reader.table("naming"), obstacles, "[naming] ")
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
    package = config.package
    if "package" not in reader.faulty and (not package.isidentifier() or iskeyword(package)):
        obstacles.append(f"{path.name}: package {package!r} is not a name of Python")
    if not config.formats or not set(config.formats) <= set(FORMATS):
        obstacles.append(f"{path.name}: formats has to be one or both of {', '.join(FORMATS)}")
    if not main and "main" not in reader.faulty and not config.main.exists():
        obstacles.append(f"cannot read the schema {config.main}: there is no such file")
    is_known = not (reader.faulty or json.faulty)
    if is_known and config.codec == "code" and (config.json, config.formats) != (OWN_JSON, FORMATS):
        obstacles.append(
            f'{path.name}: codec = "code" speaks {OWN_JSON}, in both formats; '
            'for anything else use codec = "tables"'
        )
    obstacles.tell()
    return config


# A version of our own schema from before it had the file.
_OWN: dict[str, Any] = {
    "main": "evcp.xsd",
    "package": "evcp_models",
    "codec": "code",
    "json": {"root": "dropped", "attributes": "", "text": "value"},
}


class _Settings:
    """A table of the file; each setting is asked for once, and what nobody asked for is refused.

    A faulty setting is an obstacle, and has its default until all are told.
    """

    def __init__(
        self, file: str, data: dict[str, Any], obstacles: Obstacles, where: str = ""
    ) -> None:
        self.file, self.data, self.obstacles, self.where = file, data, obstacles, where
        self.known: set[str] = set()
        self.faulty: set[str] = set()

    def _refuse(self, key: str, problem: str) -> None:
        self.faulty.add(key)
        self.obstacles.append(f"{self.file}: {self.where}{key} {problem}")

    def _get(self, key: str, kind: type, what: str, default: Any) -> Any:
        self.known.add(key)
        value = self.data.get(key, default)
        if isinstance(value, kind):
            return value
        self._refuse(key, "is missing" if value is None else f"has to be {what}")
        return kind() if default is None else default

    def text(self, key: str, default: str | None = None) -> str:
        return str(self._get(key, str, "a text", default))

    def flag(self, key: str, *, default: bool) -> bool:
        return bool(self._get(key, bool, "true or false", default))

    def choice(self, key: str, known: tuple[str, ...], default: str) -> str:
        value = self.text(key, default)
        if value not in known:
            self._refuse(key, f"has to be {' or '.join(known)}")
        return value

    def texts(self, key: str, default: tuple[str, ...]) -> tuple[str, ...]:
        values = self._get(key, list, "a list of texts", list(default))
        if not all(isinstance(value, str) for value in values):
            self._refuse(key, "has to be a list of texts")
            return default
        return tuple(values)

    def table(self, key: str) -> dict[str, Any]:
        return dict(self._get(key, dict, "a table", {}))

    def mapping(self, key: str) -> dict[str, str]:
        table = self.table(key)
        if not all(isinstance(value, str) for value in table.values()):
            self.faulty.add(key)
            self.obstacles.append(f"{self.file}: [{key}] has to map texts to texts")
            return {}
        return table

    def check_known(self) -> None:
        known = ", ".join(sorted(self.known))
        for odd in sorted(set(self.data) - self.known):
            self.obstacles.append(
                f"{self.file}: {self.where}{odd} is not a setting; there are {known}"
            )
