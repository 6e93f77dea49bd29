"""House rules that no linter knows: file sizes, forbidden names, what may not be committed.

Run by `make check`; prints each breach and exits 1 when there is one.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("desktop", "viewers", "measurements", "studies", "governance", "report_templates", "resources")
MAXIMUM_LINES, SOFT_LINES = 700, 400
LARGEST_FILE_BYTES, LARGEST_REPOSITORY_BYTES = 5_000_000, 60_000_000

FORBIDDEN = {
    r"vtkDICOMImageReader": "gives wrong voxels on compressed files",
    r"QVTKRenderWindowInteractor": "dies on the offscreen platform and on Wayland",
    r"vtkSmartVolumeMapper": "picks the GPU mapper on software OpenGL",
    r"processEvents": "nested event loops hide re-entrancy",
    r"^\s*import vtk\b": "only vtkmodules.*",
    r"(?<![\w.])(?:eval|exec)\(": "no code from data",
    r"pickle\.loads?\(": "no code from data",
    r"shell=True": "argument lists only",
}
# built in pieces, so that this file doesn't match itself
HOSTS = re.compile(
    "|".join(["pypi" + r"\.org", "files" + r"\.pythonhosted", "registry" + r"\.npmjs", "index" + "-url"])
)
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:" + "|".join(["work", "root", "home"]) + r")/[\w.]")


def tracked() -> list[Path]:
    out = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / name for name in out.decode().split("\0") if name and (ROOT / name).is_file()]


def breaches() -> list[str]:
    found: list[str] = []
    total = 0
    for file in tracked():
        name = file.relative_to(ROOT).as_posix()
        size = file.stat().st_size
        total += size
        if size > LARGEST_FILE_BYTES:
            found.append(f"{name}: {size} bytes")
        if file.suffix not in {".py", ".toml", ".md", ".lock", ".yml", ".txt", ".ts", ".csv", ""}:
            continue
        text = file.read_text(encoding="utf-8", errors="replace")
        if HOSTS.search(text):
            found.append(f"{name}: names a package index host")
        if (
            file.suffix in {".py", ".toml", ".md"}
            and MACHINE_PATH.search(text)
            and name != "tests/house_rules.py"
        ):
            found.append(f"{name}: holds a path of a machine: {MACHINE_PATH.search(text)}")
        if file.suffix != ".py":
            continue
        lines = text.count("\n")
        if lines > MAXIMUM_LINES:
            found.append(f"{name}: {lines} lines, at most {MAXIMUM_LINES}")
        elif lines > SOFT_LINES:
            sys.stdout.write(f"note: {name} has {lines} lines\n")
        if name.split("/")[0] in PACKAGES:
            found += [
                f"{name}: {pattern} ({why})"
                for pattern, why in FORBIDDEN.items()
                if re.search(pattern, text, re.MULTILINE)
            ]
    # pytest takes test modules by their bare name: two of one name end the whole run
    names = [file.name for file in tracked() if file.name.startswith("test_") and file.suffix == ".py"]
    found += [f"two test modules are called {name}" for name in sorted(set(names)) if names.count(name) > 1]
    if total > LARGEST_REPOSITORY_BYTES:
        found.append(f"the repository holds {total} bytes")
    return found


if __name__ == "__main__":
    problems = breaches()
    for problem in problems:
        sys.stderr.write(problem + "\n")
    sys.exit(1 if problems else 0)
