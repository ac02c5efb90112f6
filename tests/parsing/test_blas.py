"""Which multiplication the parser uses, and that its threads are held while it does, and let go after."""

from __future__ import annotations

import threading

import pytest

from dateline.coding.coder import Coder
from dateline.model import Span
from dateline.parsing.blas import OneThread, openblas
from dateline.parsing.parser import Parser, load

TEXT = "Turkish police arrested twelve students in Ankara on Monday, and the mayor of the city, who had met them, condemned it."


class Threads:
    def __init__(self, number: int) -> None:
        self.number = number

    def set(self, number: int) -> None:
        self.number = number


def test_the_last_to_leave_restores() -> None:
    threads = Threads(4)
    held = OneThread(lambda: threads.number, threads.set)
    inside, leave = threading.Event(), threading.Event()

    def other() -> None:
        with held:
            inside.set()
            leave.wait(10)

    beside = threading.Thread(target=other)
    beside.start()
    assert inside.wait(10)
    with held:
        assert threads.number == 1
    assert threads.number == 1
    leave.set()
    beside.join()
    assert threads.number == 4


def test_it_is_let_go_where_coding_fails() -> None:
    threads = Threads(3)
    with pytest.raises(ValueError, match="no"), OneThread(lambda: threads.number, threads.set):
        raise ValueError("no")
    assert threads.number == 3


@pytest.mark.skipif(openblas() is None, reason="numpy has no OpenBLAS here whose threads can be held")
def test_the_parser_reads_the_same_with_either_multiplication(coder: Coder) -> None:
    from thinc.api import NumpyOps

    fast = coder.parser
    assert fast.held is not None
    slow = load(fast.lemmatizer, fast.model)
    for _, pipe in slow.nlp.pipeline:
        for node in pipe.model.walk():
            node.ops = NumpyOps(use_blis=True)
    plain = Parser(slow.nlp, fast.lemmatizer, fast.model)
    spans = [Span(0, len(TEXT)), Span(0, TEXT.index(","))]
    assert list(fast.parse(TEXT, spans)) == list(plain.parse(TEXT, spans))
