"""Who coded: the version of Dateline, and fingerprints of its knowledge, its model and its settings."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from dateline.errors import NotInStore, WrongUsage
from dateline.model import stable_hash
from dateline.store import schema

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from dateline.coding.coder import Coder


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells one coder from another. The same stamp on the same report means the same coding."""

    version: str
    knowledge: str
    model: str
    model_hash: str
    layers: tuple[str, ...] = ()
    min_confidence: float = 0.0

    @property
    def id(self) -> str:
        """The id by which codings refer to it."""
        parts = (self.version, self.knowledge, self.model, self.model_hash, ",".join(self.layers), repr(self.min_confidence))
        return "c-" + stable_hash(*parts)


def stamp_of(coder: Coder) -> Stamp:
    """The stamp of a loaded coder."""
    from dateline import __version__
    from dateline.knowledge.base import fingerprint

    settings = coder.settings
    model = Path(settings.model).name
    knowledge = fingerprint(settings.knowledge)
    return Stamp(__version__, knowledge, model, _model_hash(coder), tuple(settings.layers), settings.min_confidence)


def _model_hash(coder: Coder) -> str:
    """Sixteen hexadecimal digits over the language model's files, and the fingerprint of the encoder where one judges."""
    digest = hashlib.sha256()
    root = coder.parser.nlp.path
    for path in sorted(root.rglob("*")) if root is not None else ():
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    hashed = digest.hexdigest()[:16]
    return f"{hashed}+{coder.encoder.fingerprint}" if coder.encoder is not None else hashed


def register(connection: Connection, stamp: Stamp, recorded: str) -> None:
    """Make a coder known to the store, once."""
    table = schema.coders
    if connection.execute(sa.select(table.c.id).where(table.c.id == stamp.id)).scalar() is not None:
        return
    connection.execute(
        table.insert().values(
            id=stamp.id,
            version=stamp.version,
            knowledge=stamp.knowledge,
            model=stamp.model,
            model_hash=stamp.model_hash,
            layers=",".join(stamp.layers),
            min_confidence=stamp.min_confidence,
            recorded_at=recorded,
        )
    )


def find_coder(connection: Connection, asked: str) -> str:
    """The id of the coder that is meant: its id, the start of it, or a version of Dateline that coded with one knowledge and model."""
    table = schema.coders
    rows = connection.execute(sa.select(table.c.id, table.c.version).order_by(table.c.recorded_at, table.c.id)).all()
    found = [r.id for r in rows if asked in (r.id, r.version)] or [r.id for r in rows if len(asked) > 3 and r.id.startswith(asked)]
    known = ", ".join(f"{r.id} ({r.version})" for r in rows) or "none yet"
    if not found:
        raise NotInStore(f"no coder {asked!r} in this store; there are: {known}")
    if len(found) > 1:
        raise WrongUsage(f"{asked!r} may be several coders: {', '.join(found)}; give the id of one")
    return str(found[0])
