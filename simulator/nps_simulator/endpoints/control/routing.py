"""The list of the control API's paths: what each is sent and answers, and how it is called."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nps_simulator.endpoints.control.asked import body_of, query_of

# Called with what the path holds by name, and with `asked`: the body, or the query.
Answering = Callable[..., Awaitable[Response]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """One path and method. `path` is as Starlette writes it; `{number:path}` may hold slashes."""

    method: str
    path: str
    summary: str
    status: int
    answer: Answering
    body: type[Any] | None = None
    query: type[Any] | None = None

    def route(self) -> Route:
        """Return what Starlette routes by."""
        return Route(self.path, self._respond, methods=[self.method])

    async def _respond(self, request: Request) -> Response:
        given = dict(request.path_params)
        if self.body is not None:
            given["asked"] = await body_of(request, self.body)
        elif self.query is not None:
            given["asked"] = query_of(request, self.query)
        return await self.answer(**given)


class Paths(list[Path]):
    """Paths in the order in which they are tried; `get` and `post` add the function below them."""

    def get(
        self, path: str, *, summary: str, query: type[Any] | None = None
    ) -> Callable[[Answering], Answering]:
        """Add a path that is read."""

        def made(answer: Answering) -> Path:
            return Path(
                method="GET", path=path, summary=summary, status=200, answer=answer, query=query
            )

        return self._adding(made)

    def post(
        self, path: str, *, summary: str, status: int = 200, body: type[Any] | None = None
    ) -> Callable[[Answering], Answering]:
        """Add a path that does something."""

        def made(answer: Answering) -> Path:
            return Path(
                method="POST", path=path, summary=summary, status=status, answer=answer, body=body
            )

        return self._adding(made)

    def _adding(self, make: Callable[[Answering], Path]) -> Callable[[Answering], Answering]:
        def add(answer: Answering) -> Answering:
            self.append(make(answer))
            return answer

        return add
