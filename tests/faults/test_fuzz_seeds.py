"""The seeds of the fuzzer, and what it found, hold without it too: `make fuzz` looks for more."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

FUZZ = Path(__file__).resolve().parents[2] / "fuzz"


@pytest.fixture(scope="module")
def targets() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fuzz_targets", FUZZ / "targets.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("seed", sorted((FUZZ / "seeds" / "readers").iterdir()), ids=lambda path: path.name)
def test_a_seed_of_the_readers(targets: ModuleType, tmp_path: Path, seed: Path) -> None:
    targets.readers(seed.read_bytes(), tmp_path)


@pytest.mark.parametrize("seed", sorted((FUZZ / "seeds" / "dictionaries").iterdir()), ids=lambda path: path.name)
def test_a_seed_of_the_dictionaries(targets: ModuleType, tmp_path: Path, seed: Path) -> None:
    targets.dictionaries(seed.read_bytes(), tmp_path)
