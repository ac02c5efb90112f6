"""The tables' history: each file under `versions/` leads from one version of a store to the next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


def upgrade(connection: Connection, to: str = "head") -> None:
    """Bring the tables to a version, in the transaction that the connection is in."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    # '%' is a sign of the configuration's own language.
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, to)
