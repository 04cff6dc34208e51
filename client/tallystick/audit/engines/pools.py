"""Where parts are replayed: in processes of this machine, or as tasks of a Ray cluster."""

from __future__ import annotations

import importlib
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from tallystick.errors import InputError

__all__ = ["Engine", "LocalEngine", "RayEngine", "engine_named"]

WORKERS_MAX = 256
Task = TypeVar("Task")
Result = TypeVar("Result")


class Engine(Protocol):
    """Does the same work for many tasks."""

    def map(self, work: Callable[[Task], Result], tasks: Sequence[Task]) -> Iterator[Result]:
        """Yield what the work comes to, in the order of the tasks.

        Args:
            work: A function that every process can import.
            tasks: Its arguments.

        Yields:
            The results.
        """


@dataclass(frozen=True, slots=True)
class LocalEngine:
    """Processes of this machine; with one, the work is done in this process."""

    workers: int

    def map(self, work: Callable[[Task], Result], tasks: Sequence[Task]) -> Iterator[Result]:
        """Yield what the work comes to, in the order of the tasks.

        Args:
            work: A function that every process can import.
            tasks: Its arguments.

        Yields:
            The results.
        """
        if self.workers == 1:
            yield from map(work, tasks)
            return
        # Forked processes would inherit locks of threads that are not there any more.
        fresh = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(self.workers, mp_context=fresh) as pool:
            yield from pool.map(work, tasks)


@dataclass(frozen=True, slots=True)
class RayEngine:
    """Tasks of a Ray cluster, whose machines see the dataset under the same path.

    address: of the cluster; `local` begins one on this machine. workers: for `local` alone.
    """

    address: str
    workers: int | None = None

    def map(self, work: Callable[[Task], Result], tasks: Sequence[Task]) -> Iterator[Result]:
        """Yield what the work comes to, in the order of the tasks.

        Args:
            work: A function that every process can import.
            tasks: Its arguments.

        Yields:
            The results.

        Raises:
            InputError: ENGINE:EXTRA without Ray; ENGINE:CLUSTER when it cannot be reached.
        """
        # Ray would report its use to its makers.
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        try:
            # 70 MB, for clusters alone.
            ray: Any = importlib.import_module("ray")
        except ImportError as wrong:
            raise InputError(
                "ENGINE:EXTRA", "a Ray cluster takes Ray: pip install 'tallystick[ray]'"
            ) from wrong
        try:
            ray.init(
                address=self.address, num_cpus=self.workers, log_to_driver=False,
                include_dashboard=False if self.address == "local" else None,
                logging_level="ERROR",
            )  # fmt: skip
        except (ConnectionError, RuntimeError, ValueError, TimeoutError) as wrong:
            raise InputError(
                "ENGINE:CLUSTER", f"the Ray cluster {self.address} cannot be used ({wrong})"
            ) from wrong
        try:
            remote = ray.remote(num_cpus=1)(work)
            for waiting in [remote.remote(task) for task in tasks]:
                yield ray.get(waiting)
        finally:
            ray.shutdown()


def engine_named(name: str) -> Engine:
    """Return the engine of a name.

    Args:
        name: `local` for as many processes as there are cores, `local:N` for N of them,
            `ray:N` for a Ray of N workers on this machine, `ray://host:port` for a cluster.

    Returns:
        The engine.

    Raises:
        InputError: ENGINE:NAME for another name.
    """
    kind, _, rest = name.partition(":")
    if name.startswith("ray://") and len(rest) > len("//"):
        return RayEngine(name)
    if kind in {"local", "ray"} and (not rest or (rest.isascii() and rest.isdecimal())):
        workers = int(rest) if rest else os.cpu_count() or 1
        if 1 <= workers <= WORKERS_MAX:
            return LocalEngine(workers) if kind == "local" else RayEngine("local", workers)
    raise InputError(
        "ENGINE:NAME",
        f"an engine is local, local:N, ray:N (N from 1 to {WORKERS_MAX}) or ray://host:port, not"
        f" {name}",
    )
