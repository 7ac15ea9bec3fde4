"""An answer other than the one asked for."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus


class RefusalError(Exception):
    """The service does not answer a request as asked.

    Attributes:
        status: HTTP status of the answer.
        headers: Headers that the answer has beside the usual ones.
    """

    def __init__(
        self, status: HTTPStatus, problem: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(problem)
        self.status = status
        self.headers = headers or {}


class BadParameterError(RefusalError):
    """A query that the service cannot read or does not allow: status 400.

    Attributes:
        parameter: The query parameter, or member of the body, at fault.
        problem: What is wrong with it.
    """

    def __init__(self, parameter: str, problem: str) -> None:
        super().__init__(HTTPStatus.BAD_REQUEST, f"{parameter}: {problem}")
        self.parameter = parameter
        self.problem = problem
