"""Tests of code that uses evcp: offline, without a key, in no time.

```python
from evcp import Circle
from evcp.testing import sandbox

with sandbox(size=500) as service:
    service.fail(503, times=1)
    client = service.client()
    assert client.stations.count(Circle(52.52, 13.405, 5_000)) > 0
    assert len(service.requests) == 2
```

`sandbox` is the whole service inside the process (`inprocess`, `outcome_replay`); `make_station` and
the other factories build models (`factories`); `Recorder` keeps responses of the real service in a
file (`recorder`, `cassette`, `cassette_redaction`). `plugin` offers them to pytest as fixtures. Names
are loaded on first use, because pytest loads the plugin in every project.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .factories import Maker as Maker
    from .factories import make_connector as make_connector
    from .factories import make_evse as make_evse
    from .factories import make_pool as make_pool
    from .factories import make_station as make_station
    from .inprocess import InProcess as InProcess
    from .inprocess import SeenRequest as SeenRequest
    from .inprocess import sandbox as sandbox
    from .recorder import Recorder as Recorder
    from .recorder import UnmatchedRequestError as UnmatchedRequestError
    from .responses import make_body as make_body
    from .responses import make_reply as make_reply
    from .responses import make_result as make_result

_MODULES = {
    "factories": ("Maker", "make_connector", "make_evse", "make_pool", "make_station"),
    "inprocess": ("InProcess", "SeenRequest", "sandbox"),
    "recorder": ("Recorder", "UnmatchedRequestError"),
    "responses": ("make_body", "make_reply", "make_result"),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names}

__all__ = sorted(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll]


if not TYPE_CHECKING:  # a checker would take every misspelt name for one of these

    def __getattr__(name: str) -> Any:
        home = _HOMES.get(name)
        if home is None:
            raise AttributeError(f"module 'evcp.testing' has no attribute {name!r}")
        value = getattr(import_module(f".{home}", __name__), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
