"""A local server that speaks the EV Charge Points API v2, for tests, demos and offline work.

```python
from evcp.sandbox import Sandbox, World

with Sandbox(World.synthetic(1000, seed=7)) as sandbox:
    print(sandbox.base_url)
```

Whatever can go wrong with a service goes wrong here when it is told to:

```python
with Sandbox(World.synthetic(1000, seed=7)) as sandbox:
    sandbox.fail(503, times=2)  # the next two requests
    sandbox.fail("cut", after=100, on="stations")  # each search ends within the body
    sandbox.slow(0.05)
    sandbox.heal()
```

The packages, from the inside out: `space` finds the stations of an area. `worlds` holds stations, `made_up` or
out of `files`. `api` answers a request, as long as nothing goes wrong. `motion` moves the clock and the states of
EVSEs, `trouble` lets things go wrong, and `serving` puts all of it together, without a network or on a port.
What the API's documentation leaves open is decided in `api.settings.Assumptions`, and nowhere else.
"""

from .api.responses import Response
from .api.service import Service
from .api.settings import Access, Assumptions
from .core import Outcome, SandboxCore
from .faults.drift import Drift
from .faults.plan import Fault, FaultPlan
from .importers.afdc_columns import AfdcAssumptions
from .importers.reading import Report, RowIssue
from .server.server import Sandbox
from .simulation import Clock
from .world import World

Host = SandboxCore
"""The sandbox without a socket, under its public name."""

__all__ = [
    "Access",
    "AfdcAssumptions",
    "Assumptions",
    "Clock",
    "Drift",
    "Fault",
    "FaultPlan",
    "Host",
    "Outcome",
    "Report",
    "Response",
    "RowIssue",
    "Sandbox",
    "Service",
    "World",
]
