"""Cases of the conformance suite: a small schema for a construct, with documents valid and not."""

from __future__ import annotations

from dataclasses import dataclass

XS = "http://www.w3.org/2001/XMLSchema"


def xsd(body: str, *, target: str = "urn:t", form: str = "qualified", more: str = "") -> str:
    """Return a schema document; its own names have the prefix `t`."""
    namespace = f'xmlns:t="{target}" targetNamespace="{target}"' if target else ""
    return f'<xs:schema xmlns:xs="{XS}" {namespace} elementFormDefault="{form}" {more}>\n{body}\n</xs:schema>\n'


def root(content: str) -> str:
    """Return a root element `r` with an anonymous type."""
    return f'<xs:element name="r"><xs:complexType>{content}</xs:complexType></xs:element>'


def doc(inner: str, *, attributes: str = "") -> str:
    """Return a document with the root `r`, whose namespace is the default one."""
    space = ' xmlns="urn:t" xmlns:t="urn:t" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    return f"<r{space}{attributes}>{inner}</r>"


@dataclass(frozen=True)
class Case:
    """A construct of the language.

    Attributes:
        name: The construct.
        files: Schema documents by name, the main one first.
        valid: Documents that lxml's validator accepts: read without an issue, written again with the same
            content, in both formats.
        invalid: Documents that it refuses: an issue at least.
        wrong: Documents that are invalid, and that lxml's validator accepts: an issue at least.
        same: Whether the valid documents are written as they were read; not if a text has another canonical
            form.
        settings: More of codegen.toml.
    """

    name: str
    files: dict[str, str]
    valid: tuple[str, ...]
    invalid: tuple[str, ...] = ()
    same: bool = True
    settings: str = ""
    wrong: tuple[str, ...] = ()


def case(
    name: str, body: str, valid: tuple[str, ...], invalid: tuple[str, ...] = (), **more: object
) -> Case:
    """Return a case with one schema document."""
    return Case(name, {"main.xsd": xsd(body)}, valid, invalid, **more)  # type: ignore[arg-type]
