"""The examples run as they are printed, against a laptop cloud."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

from local.config import ROOT
from local.demo.drawing import drawn_photos
from tests.e2e.conftest import RunningCloud


def test_main_job_delivers_one_image(cloud: RunningCloud, tmp_path: Path) -> None:
    photo, result = drawn_photos(tmp_path / "photos")[0], tmp_path / "result.zip"
    ended = subprocess.run(
        [sys.executable, "examples/main_job.py", str(photo), str(result)],
        cwd=ROOT,
        env={**os.environ, "SARTIQ_STACK_FILE": str(cloud.local.stack_file)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert ended.returncode == 0, f"{ended.stdout}\n{ended.stderr}"
    with zipfile.ZipFile(result) as archive:
        assert archive.testzip() is None
        (name,) = archive.namelist()
    assert name.startswith("EXAMPLE-")
    assert name.endswith(".jpg")
