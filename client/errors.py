"""What can go wrong for a caller of a service.

The whole tree::

    ClientError
    ├── ConnectionFailedError   nothing answers at the address
    ├── ProblemError            the service refused, and says why
    └── UnexpectedReplyError    what answers is no Belägg, or another version of it
"""

from __future__ import annotations

from client.records import Problem


class ClientError(Exception):
    """Root of all errors of the client."""


class ConnectionFailedError(ClientError):
    """Nothing answers at the address."""


class UnexpectedReplyError(ClientError):
    """What answers is no Belägg, or another version of it."""


class ProblemError(ClientError):
    """The service refused.

    Attributes:
        problem: why.
        retry_after: seconds after which the service asks to be tried again, if it does.
    """

    def __init__(self, problem: Problem, retry_after: float | None = None) -> None:
        """Say why.

        Args:
            problem: as the service put it.
            retry_after: seconds.
        """
        super().__init__(f"{problem.status} {problem.title}: {problem.detail}")
        self.problem = problem
        self.retry_after = retry_after
