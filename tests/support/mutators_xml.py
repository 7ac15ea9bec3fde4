"""Mutations of XML documents by evolution, converters and accidents.

Each mutator changes one place, in place, and returns whether it found one to change. Those in `HARMLESS` leave
the meaning as it was: the decoded value must not change and there must be no issue. After any other one, the
decoder has to keep what it can and report the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from support.wire import Element, Markup
from support.xsd import schema

Mutator = Callable[[Random, Element], bool]

STRANGE = (
    "",
    " ",
    "abc",
    "NaN",
    "Infinity",
    "-1",
    "1e400",
    "1e5",
    "12.5",
    "9" * 5000,
    "true",
    "2020-13-01T00:00Z",
    "2020-01-01T00:00:00",
    "2020-01-01T00:00:00.123456789Z",
    "2020-01-01T10:00+0190",
    "25:00",
    "١٢",
)
"""Texts that one type or another cannot hold."""

_NAMES = sorted({m.name for c in schema().complex.values() for m in c.members})


def _places(root: Element) -> list[tuple[Element, Element]]:
    """Return each element below the root with its parent."""
    return [(parent, child) for parent in root.walk() for child in parent.children]


def _leaves(root: Element) -> list[tuple[Element, Element]]:
    return [(parent, child) for parent, child in _places(root) if not child.children]


# --- no change of meaning -----------------------------------------------------------------------


def shuffle_children(rng: Random, root: Element) -> bool:
    """Put the children of an element in another order, keeping that among those of one name."""
    parents = [e for e in root.walk() if len({c.name for c in e.children}) > 1 and not e.text]
    if not parents:
        return False
    parent = rng.choice(parents)
    slots = [c.name for c in parent.children]
    rng.shuffle(slots)
    left = parent.children
    parent.content = [
        left.pop(next(i for i, c in enumerate(left) if c.name == name)) for name in slots
    ]
    return True


def qualify(rng: Random, root: Element) -> bool:
    """Put all elements in a namespace, or some in another one."""
    if rng.random() < 0.5:
        root.name = root.local
        root.attributes[0] = ("xmlns", rng.choice(("urn:other", root.attributes[0][1])))
    else:
        root.attributes.append(("xmlns:o", "urn:other"))
        for _, child in _places(root):
            if rng.random() < 0.3:
                child.name = f"o:{child.name}"
    return True


def attribute_to_element(rng: Random, root: Element) -> bool:
    """Write an attribute as a child element."""
    holders = [
        e
        for e in root.walk()
        if e is not root and e.attributes and not (e.text and e.text.isspace())  # looks like layout
    ]
    if not holders:
        return False
    holder = rng.choice(holders)
    name, value = holder.attributes.pop(rng.randrange(len(holder.attributes)))
    place = rng.randint(0, len(holder.content)) if not holder.text else 0
    holder.content.insert(place, Element(name, content=[value] if value else []))
    return True


def element_to_attribute(rng: Random, root: Element) -> bool:
    """Write a scalar child as an attribute, where it is the only one of its name and may not repeat."""
    many = {m.name for c in schema().complex.values() for m in c.members if m.many}
    fit = [
        (parent, child)
        for parent, child in _leaves(root)
        if child.name not in many
        and parent is not root
        and not child.attributes
        and child.content
        and not any(isinstance(part, Markup) for part in child.content)
    ]
    if not fit:
        return False
    parent, child = rng.choice(fit)
    parent.content = [part for part in parent.content if part is not child]
    parent.attributes.append((child.name, child.text))
    return True


def add_markup(rng: Random, root: Element) -> bool:
    """Put a comment or a processing instruction somewhere, or write a text in another way."""
    elements = list(root.walk())
    element = rng.choice(elements)
    if (
        element.text
        and "]]>" not in element.text
        and "\r" not in element.text
        and rng.random() < 0.5
    ):
        element.content = [Markup(f"<![CDATA[{element.text}]]>")]
        return True
    markup = Markup(rng.choice(("<!-- <a>&b -->", "<?audit at='x'?>", "<!---->")))
    element.content.insert(rng.randint(0, len(element.content)), markup)
    return True


def character_references(rng: Random, root: Element) -> bool:
    """Write a text as character references."""
    leaves = [child for _, child in _leaves(root) if child.text]
    if not leaves:
        return False
    leaf = rng.choice(leaves)
    leaf.content = [Markup("".join(f"&#x{ord(c):x};" for c in leaf.text))]
    return True


def schema_hint(rng: Random, root: Element) -> bool:
    """Add the attributes of XML Schema's own namespace."""
    root.attributes.append(("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"))
    element = rng.choice(list(root.walk()))
    element.attributes.append(("xsi:type", "ev:Anything"))
    root.attributes.append(("xsi:schemaLocation", "urn:x x.xsd"))
    return True


# --- change of meaning ------------------------------------------------------------------------


def drop_element(rng: Random, root: Element) -> bool:
    """Leave out an element."""
    places = _places(root)
    if not places:
        return False
    parent, child = rng.choice(places)
    parent.content = [part for part in parent.content if part is not child]
    return True


def drop_attribute(rng: Random, root: Element) -> bool:
    """Leave out an attribute."""
    holders = [e for e in root.walk() if e is not root and e.attributes]
    if not holders:
        return False
    holder = rng.choice(holders)
    del holder.attributes[rng.randrange(len(holder.attributes))]
    return True


def repeat_element(rng: Random, root: Element) -> bool:
    """Write an element twice, the second time with other texts."""
    places = _places(root)
    if not places:
        return False
    parent, child = rng.choice(places)
    twin = child.copy()
    for element in twin.walk():
        element.content = [
            part + "2" if isinstance(part, str) else part for part in element.content
        ]
    parent.content.insert(rng.randint(0, len(parent.content)), twin)
    return True


def rename_element(rng: Random, root: Element) -> bool:
    """Give an element another name, new or taken from elsewhere."""
    places = _places(root)
    if not places:
        return False
    rng.choice(places)[1].name = rng.choice((*_NAMES, "renamed", "Name", "roamings", "pool"))
    return True


def rename_attribute(rng: Random, root: Element) -> bool:
    """Give an attribute another name."""
    holders = [e for e in root.walk() if e is not root and e.attributes]
    if not holders:
        return False
    holder = rng.choice(holders)
    index = rng.randrange(len(holder.attributes))
    name = rng.choice([n for n in ("renamed", "name", "ID") if n not in dict(holder.attributes)])
    holder.attributes[index] = (name, holder.attributes[index][1])
    return True


def new_element(rng: Random, root: Element) -> bool:
    """Add an element that no schema knows, a scalar or a structure."""
    parent = rng.choice(list(root.walk()))
    new = Element(
        "brandNew",
        [("kind", "fresh value")],
        [Element("inner", content=["deep text"]), "tail text"],
    )
    if rng.random() < 0.5:
        new = Element("brandNew", content=["leaf text"])
    parent.content.insert(rng.randint(0, len(parent.content)), new)
    return True


def new_attribute(rng: Random, root: Element) -> bool:
    """Add an attribute that no schema knows, or one that belongs elsewhere."""
    element = rng.choice([e for e in root.walk() if e is not root] or [root])
    if "lang" in dict(element.attributes):
        return False
    element.attributes.append(("lang", "attribute text"))
    return True


def stray_text(rng: Random, root: Element) -> bool:
    """Put text somewhere."""
    element = rng.choice(list(root.walk()))
    element.content.insert(rng.randint(0, len(element.content)), "stray words")
    return True


def empty_element(rng: Random, root: Element) -> bool:
    """Take the content of an element away."""
    rng.choice(list(root.walk())).content = []
    return True


def strange_text(rng: Random, root: Element) -> bool:
    """Give a scalar a text that may not fit it."""
    leaves = _leaves(root)
    if not leaves:
        return False
    leaf = rng.choice(leaves)[1]
    text = rng.choice(STRANGE)
    leaf.content = [text] if text else []
    return True


def strange_attribute(rng: Random, root: Element) -> bool:
    """Give an attribute a value that may not fit it."""
    holders = [e for e in root.walk() if e is not root and e.attributes]
    if not holders:
        return False
    holder = rng.choice(holders)
    index = rng.randrange(len(holder.attributes))
    holder.attributes[index] = (holder.attributes[index][0], rng.choice(STRANGE))
    return True


def text_for_structure(rng: Random, root: Element) -> bool:
    """Put text where child elements are, or child elements where text is."""
    places = _places(root)
    if not places:
        return False
    child = rng.choice(places)[1]
    child.content = (
        ["words alone"] if child.children else [Element("inside", content=["inner words"])]
    )
    return True


def nil(rng: Random, root: Element) -> bool:
    """Say of an element that it has no value."""
    places = _places(root)
    if not places:
        return False
    child = rng.choice(places)[1]
    child.content = []
    child.attributes = [("xmlns:n", "http://www.w3.org/2001/XMLSchema-instance"), ("n:nil", "true")]
    return True


def lone_wrapper(rng: Random, root: Element) -> bool:
    """Put an element into another one of its own name, or take a wrapper away."""
    places = _places(root)
    if not places:
        return False
    parent, child = rng.choice(places)
    index = next(i for i, part in enumerate(parent.content) if part is child)
    if child.children and rng.random() < 0.5:
        parent.content[index : index + 1] = child.content
    else:
        parent.content[index] = Element(child.name, content=[child])
    return True


HARMLESS: tuple[Mutator, ...] = (
    shuffle_children,
    qualify,
    attribute_to_element,
    element_to_attribute,
    add_markup,
    character_references,
    schema_hint,
)
HARMFUL: tuple[Mutator, ...] = (
    drop_element,
    drop_attribute,
    repeat_element,
    rename_element,
    rename_attribute,
    new_element,
    new_attribute,
    stray_text,
    empty_element,
    strange_text,
    strange_attribute,
    text_for_structure,
    nil,
    lone_wrapper,
)
