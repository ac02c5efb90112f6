"""Loading a coder in a process that will do nothing else: without looking for garbage meanwhile, or in what is loaded, ever after."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def loaded(load: Callable[[], T]) -> T:
    """What `load` gives, sooner by a tenth. All that is there then is taken to stay as long as the process (`gc.freeze`)."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        made = load()
    finally:
        if enabled:
            gc.enable()
    gc.freeze()
    return made
