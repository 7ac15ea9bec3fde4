"""The front of a generated package with tables: documents to models, and back."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias, TypeVar, overload

from .issues import Decoded, Issue, Issues, MalformedDocument
from .tables import Tables

T = TypeVar("T")
Format: TypeAlias = Literal["xml", "json"]


class Package(Tables):
    """A generated package: its tables, and the entry points that it exports."""

    @overload
    def decode(
        self, body: bytes, model: type[T], *, format: Format = "xml", strict: bool = False
    ) -> Decoded[T]: ...

    @overload
    def decode(
        self, body: bytes, model: None = None, *, format: Format = "xml", strict: bool = False
    ) -> Decoded[Any]: ...

    def decode(
        self,
        body: bytes,
        model: type[Any] | None = None,
        *,
        format: Format = "xml",
        strict: bool = False,
    ) -> Decoded[Any]:
        """Decode a document.

        Args:
            body: The document.
            model: Class of its root; by the name of the root if None.
            format: `"xml"` or `"json"`.
            strict: Raise the first departure from the schema instead of returning all.

        Returns:
            The model, and its departures from the schema.

        Raises:
            MalformedDocument: The body is not such a document, lacks a required value, or `strict` met an
                issue.
            TypeError: `model` is not a class of this package, or `format` is none of it.
        """
        if not isinstance(body, (bytes, bytearray)):
            raise TypeError(f"body must be bytes, not {type(body).__name__}")
        self._check(format, model)
        from . import table_json, table_xml

        read = table_json.read if format == "json" else table_xml.read
        try:
            value, issues = read(self, bytes(body), model)
        except RecursionError:
            raise MalformedDocument("the document is nested too deeply") from None
        if value is None or (strict and issues):
            first = _explaining(issues, missing=value is None)
            raise MalformedDocument(
                f"the document departs from the schema: {first}",
                "decode without strict to keep the rest",
            )
        return Decoded(value, tuple(issues), issues.total - len(issues))

    def encode(self, value: object, *, format: Format = "xml", element: str | None = None) -> bytes:
        """Encode a model as a document.

        Args:
            value: The model.
            format: `"xml"` or `"json"`.
            element: Name of the root element, `{namespace}local`; only needed if several have its type.

        Raises:
            UnwritableModel: The model holds a value that cannot be written; names its place.
            TypeError: `format` is none of this package.
        """
        self._check(format, None)
        from . import table_json, table_xml

        name, type_ = self.root_of(value, element)
        write = table_json.write if format == "json" else table_xml.write
        return write(self, value, name, type_)

    def _check(self, format: str, model: type[Any] | None) -> None:
        if format not in self.formats:
            raise TypeError(
                f"format must be {' or '.join(map(repr, self.formats))}, not {format!r}"
            )
        if model is not None and model not in self.plans:
            raise TypeError(f"{model!r} is not a class of {self.name}")


def _explaining(issues: Issues, *, missing: bool) -> Issue:
    return issues[-1] if missing else issues[0]
