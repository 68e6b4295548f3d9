"""Where a call spends its time: chosen functions report to a stopwatch while it runs."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import wraps
from importlib import import_module
from typing import ParamSpec, TypeVar
from unittest.mock import patch

P = ParamSpec("P")
R = TypeVar("R")


class Stopwatch:
    """Adds up what stages take; a stage within another counts for itself alone. For one thread.

    Attributes:
        spent_s: seconds by stage since the last `reset`.
    """

    def __init__(self) -> None:
        self.spent_s: defaultdict[str, float] = defaultdict(float)
        self._inner_s = [0.0]

    def reset(self) -> None:
        """Forget what was spent."""
        self.spent_s.clear()

    def reporting(self, function: Callable[P, R], stage: str) -> Callable[P, R]:
        """Return a function that does the same and reports what it takes."""

        @wraps(function)
        def reported(*args: P.args, **kwargs: P.kwargs) -> R:
            self._inner_s.append(0.0)
            started = time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                elapsed = time.perf_counter() - started
                self.spent_s[stage] += elapsed - self._inner_s.pop()
                self._inner_s[-1] += elapsed

        return reported

    @contextmanager
    def watching(self, stages: Mapping[str, str]) -> Iterator[None]:
        """Let functions report while the block runs.

        Args:
            stages: by function, as "package.module:name" or "package.module:Class.name"; a function that a module
                imported is named where it is called.

        Raises:
            AttributeError: there is no such function.
        """
        with ExitStack() as stack:
            for path, stage in stages.items():
                owner, name = owner_of(path)
                # Class methods must stay what they are; the pipeline's stages have none.
                stack.enter_context(patch.object(owner, name, self.reporting(getattr(owner, name), stage)))
            yield


def owner_of(path: str) -> tuple[object, str]:
    """Return the module or class that holds a function, and the function's name there.

    Args:
        path: "package.module:name" or "package.module:Class.name".
    """
    module, _, dotted = path.partition(":")
    owner: object = import_module(module)
    *classes, name = dotted.split(".")
    for part in classes:
        owner = getattr(owner, part)
    return owner, name
