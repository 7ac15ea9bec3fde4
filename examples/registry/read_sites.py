"""Read a register of charging sites with the package that was generated from its schema.

python read_sites.py sites.xml
"""

from __future__ import annotations

import sys
from pathlib import Path

import site_registry  # type: ignore[import-not-found]


def main(path: str) -> None:
    """Print the sites of a file, and what departs from the schema in it."""
    decoded = site_registry.decode(Path(path).read_bytes(), site_registry.Registry)
    for issue in decoded.issues:
        print(f"departs from the schema: {issue}")
    for site in decoded.value.site:
        names = {name.lang: name.value for name in site.name}
        print(
            f"{site.id}: {names} at {site.position.latitude}, {site.position.longitude}, {site.access}"
        )
        for charger in site.equipment:  # other equipment is left out here
            if isinstance(charger, site_registry.Charger):
                print(
                    "  "
                    + ", ".join(f"{plug.value} {plug.power or '?'} kW" for plug in charger.plug)
                )
    print(site_registry.encode(decoded.value, format="json").decode()[:60] + "...")


if __name__ == "__main__":
    main(sys.argv[1])
