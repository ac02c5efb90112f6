"""Puts the workbench's pages into what is built. web/ is built where Node is; where it is not, this says so and the wheel has no pages."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Pages(BuildHookInterface[Any]):
    """Runs tools/build_pages.py before a wheel or a source distribution is packed; an editable install is left to `make pages`."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the pages unless this is an editable install; name them as files to be packed although git ignores them."""
        if version == "editable":
            return
        root = Path(self.root)
        tool = root / "tools" / "build_pages.py"
        if tool.is_file():
            subprocess.run([sys.executable, str(tool), "--if-needed"], cwd=root, check=False)  # noqa: S603 - our own script
        if (root / "src" / "dateline" / "serving" / "pages" / "index.html").is_file():
            build_data["artifacts"].append("src/dateline/serving/pages/**")
        else:
            self.app.display_warning("Dateline is packed without the pages of the workbench; its API and commands are all there.")
