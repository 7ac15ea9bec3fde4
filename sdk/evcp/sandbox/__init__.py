"""A local server that speaks the EV Charge Points API v2, for tests, demos and offline work.

```python
from evcp.sandbox import Sandbox, World

with Sandbox(World.synthetic(1000, seed=7)) as sandbox:
    print(sandbox.base_url)
```

The modules, from the inside out: `geometry` and `areas`; `index` finds stations in an area; `query`,
`bulk` and `route` read what is asked for; `evses`, `lookups` and `roaming` build what is not a
station; `resources` knows every resource, and `bodies` the shapes of their answers; `service` answers
a request without a network; `server` puts it behind a socket. `token_endpoint` exchanges access keys
for tokens. `world` holds the stations, made up (`synthetic`) or from a file (`afdc`). What the API's
documentation leaves open is decided in `settings.Assumptions`, and nowhere else.
"""

from .afdc_tables import AfdcAssumptions
from .report import Report, RowIssue
from .response import Response
from .server import Sandbox
from .service import Service
from .settings import Access, Assumptions
from .world import World

__all__ = [
    "Access",
    "AfdcAssumptions",
    "Assumptions",
    "Report",
    "Response",
    "RowIssue",
    "Sandbox",
    "Service",
    "World",
]
