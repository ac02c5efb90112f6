"""Build the workbench's pages out of web/ into src/dateline/serving/pages/: `python tools/build_pages.py [--if-needed]`.

Node (20.19 or later) and its npm do the work. Where they are missing this says so and ends with status 3, so that what called it can go on
without pages: the API and every command work all the same. With `--if-needed` nothing is done when the pages are newer than their sources.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WEB = ROOT / "web"
PAGES = ROOT / "src" / "dateline" / "serving" / "pages"
LEAST = (20, 19)
NOT_BUILT = 3


def lacking() -> str | None:
    """What is missing for a build, in one line, or None."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return f"the pages need Node {LEAST[0]}.{LEAST[1]} or later with npm, to be built once; it was not found"
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603 - the user's own node
    found = re.match(r"v(\d+)\.(\d+)", said)
    if found is None or (int(found[1]), int(found[2])) < LEAST:
        return f"the pages need Node {LEAST[0]}.{LEAST[1]} or later; {node} is {said.strip() or 'no Node that runs'}"
    return None


def fresh() -> bool:
    """Whether the pages are there and no source is newer."""
    built = PAGES / "index.html"
    if not built.is_file():
        return False
    sources = [path for path in WEB.rglob("*") if path.is_file() and "node_modules" not in path.relative_to(WEB).parts]
    return max(path.stat().st_mtime for path in sources) <= built.stat().st_mtime


def build() -> int:
    """Install what web/package-lock.json pins, then build; gives an exit status."""
    npm = str(shutil.which("npm"))
    stamp = WEB / "node_modules" / ".package-lock.json"
    if not stamp.is_file() or stamp.stat().st_mtime < (WEB / "package-lock.json").stat().st_mtime:
        print("fetching what the pages are built with (once)", flush=True)
        if subprocess.run([npm, "ci", "--silent"], cwd=WEB, check=False).returncode:  # noqa: S603
            print("the pages were not built: npm could not fetch its packages (is the network there?)", file=sys.stderr)
            return NOT_BUILT
    made = subprocess.run([npm, "run", "--silent", "build", "--", "--logLevel", "warn"], cwd=WEB, check=False)  # noqa: S603
    if made.returncode == 0:
        print(f"built the pages into {PAGES.relative_to(ROOT)}")
    return made.returncode


def main() -> int:
    """Build the pages, or say what is missing."""
    if not (WEB / "package.json").is_file():
        print("there is no web/ beside this; the pages come built with a wheel", file=sys.stderr)
        return 0 if (PAGES / "index.html").is_file() else NOT_BUILT
    if "--if-needed" in sys.argv[1:] and fresh():
        return 0
    missing = lacking()
    if missing:
        print(missing, file=sys.stderr)
        return NOT_BUILT
    return build()


if __name__ == "__main__":
    raise SystemExit(main())
