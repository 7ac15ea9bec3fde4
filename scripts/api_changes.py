"""Changes of the public API that break users, since a tag.

    python scripts/api_changes.py v1.0.0

griffe compares; this names the public objects of `evcp`, which are loaded lazily and so are invisible to it.
Exit code: 0 nothing breaks, 1 something does.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TypeAlias

import griffe

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ["sdk", "generated"]
RESOURCES = (
    "_client.resources",
    "_client.async_resources",
    "_client.pagers",
    "_client.async_pagers",
)
"""Classes that users hold as attributes of a client, and never import."""
_Tree: TypeAlias = "griffe.Object | griffe.Alias"


def exported(package: _Tree) -> _Tree:
    """Return the package with the names exported that its front imports for type checkers."""
    assert isinstance(package, griffe.Module)
    aliases = (m for m in package.members.values() if isinstance(m, griffe.Alias))
    package.exports = [m.name for m in aliases if m.target_path.startswith("evcp.")]
    return package


def changes(tag: str) -> list[str]:
    """Return a line for each change of `evcp` and its models that breaks users."""
    pairs: list[tuple[_Tree, _Tree]] = []
    for name in ("evcp", "evcp_models"):
        old = griffe.load_git(
            name,
            ref=tag,
            repo=ROOT,
            search_paths=FOLDERS,
            resolve_aliases=True,
            resolve_external=True,
        )
        new = griffe.load(
            name,
            search_paths=[ROOT / folder for folder in FOLDERS],
            resolve_aliases=True,
            resolve_external=True,
        )
        pairs.append((old, new))
    evcp, _ = pairs
    pairs += [(evcp[0][name], evcp[1][name]) for name in RESOURCES]
    pairs[0] = exported(evcp[0]), exported(evcp[1])
    found = [one for old, new in pairs for one in griffe.find_breaking_changes(old, new)]
    return list(dict.fromkeys(one.explain(griffe.ExplanationStyle.ONE_LINE) for one in found))


def main() -> int:
    """Print the changes that break users; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("tag", help="the release to compare with")
    tag = parser.parse_args().tag
    found = changes(tag)
    print("\n".join(found) or f"no change since {tag} breaks users")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
