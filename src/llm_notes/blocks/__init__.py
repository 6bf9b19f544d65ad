"""The `///` blocks that a page may hold, one file each, and what they share."""

import pkgutil
from functools import cache
from importlib import import_module


@cache
def import_all() -> None:
    """Import every module of this package: each makes its blocks known, in `fences.BLOCKS`."""
    for module in pkgutil.iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
