"""Threads and randomness, explicit: the same plan gives the same bits."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from tuwen.core.plan import Plan


@contextmanager
def settled(plan: Plan, *, torch_too: bool) -> Iterator[None]:
    """Inside, numerical libraries use the plan's threads, and torch draws from the plan's seed.

    `torch_too` is false where nothing learns by gradient: torch is then not even imported.
    """
    from threadpoolctl import threadpool_limits

    with ExitStack() as stack:
        stack.enter_context(threadpool_limits(plan.threads))
        if torch_too:
            stack.enter_context(_settled_torch(plan))
        yield


@contextmanager
def _settled_torch(plan: Plan) -> Iterator[None]:
    import torch

    threads, deterministic = torch.get_num_threads(), torch.are_deterministic_algorithms_enabled()
    torch.set_num_threads(plan.threads)
    torch.use_deterministic_algorithms(True)
    try:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(plan.seed)
            yield
    finally:
        torch.use_deterministic_algorithms(deterministic)
        torch.set_num_threads(threads)
