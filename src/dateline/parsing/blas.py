"""Which matrix multiplication the language model uses: numpy's own, on one thread, where that can be had.

spaCy's small model spends most of its time in one multiplication, for which it brings a library (blis) that knows no recent processor.
The one of numpy's wheels (OpenBLAS) does the same two to three times as fast on one thread. On more, for matrices as small as a sentence's,
its threads only wait for each other, and how a sum is divided between them may change its last bit. So it is used only where its threads
can be held.
"""

from __future__ import annotations

import ctypes
import functools
import importlib
import sys
import threading
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

_PREFIXES = ("scipy_openblas", "openblas")
_SUFFIXES = ("64_", "")
_CORES = ("numpy._core._multiarray_umath", "numpy.core._multiarray_umath")
"""The module of numpy that is linked with the library: of version 2, of version 1."""


class OneThread:
    """A context in which numpy multiplies on one thread. Several threads of a program may be in it; the last to leave restores."""

    def __init__(self, read: Callable[[], int], write: Callable[[int], object]) -> None:
        self._read, self._write = read, write
        self._lock = threading.Lock()
        self._inside = 0
        self._before = 1

    def __enter__(self) -> None:
        """Hold the threads."""
        with self._lock:
            if not self._inside:
                self._before = self._read()
                if self._before != 1:
                    self._write(1)
            self._inside += 1

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Let go of them."""
        with self._lock:
            self._inside -= 1
            if not self._inside and self._before != 1:
                self._write(self._before)


@functools.cache
def openblas() -> OneThread | None:
    """How to hold the threads of numpy's OpenBLAS; None where numpy was built with another library, or hides it (Windows).

    One for the process, since it is the process whose threads it holds.
    """
    import numpy as np  # noqa: F401  # loads the module that is looked for

    for name in _CORES:
        if name not in sys.modules:
            continue
        file = importlib.import_module(name).__file__
        try:
            library = ctypes.CDLL(file)
        except (OSError, TypeError):
            continue
        for prefix in _PREFIXES:
            for suffix in _SUFFIXES:
                read = getattr(library, f"{prefix}_get_num_threads{suffix}", None)
                write = getattr(library, f"{prefix}_set_num_threads{suffix}", None)
                if read is not None and write is not None:
                    read.restype, write.argtypes, write.restype = ctypes.c_int, [ctypes.c_int], None
                    return OneThread(read, write)
    return None


def use(nlp: Language) -> OneThread | None:
    """Let a loaded pipeline multiply with numpy, and tell what holds its threads; None where the pipeline is left as it was."""
    from thinc.api import NumpyOps

    held = openblas()
    if held is None:
        return None
    with_numpy = NumpyOps(use_blis=False)
    for _, pipe in nlp.pipeline:
        model = getattr(pipe, "model", None)
        for node in model.walk() if model is not None else ():
            if type(node.ops) is NumpyOps:  # on a graphics card, or with Apple's library, it stays what it is
                node.ops = with_numpy
    return held
