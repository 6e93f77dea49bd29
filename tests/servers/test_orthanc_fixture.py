"""The archive that the other tests use is a real one: it keeps, speaks DICOMweb, is empty for each test.

That it survives a kill and comes back on the same ports is shown by `test_archive_retrieve`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from server_programs import Orthanc


def test_it_keeps_what_it_gets_and_speaks_dicomweb(
    orthanc: Orthanc, study_files: Callable[..., list[Path]]
) -> None:
    assert orthanc.rest("/instances") == []
    orthanc.upload(*study_files(series=1, images=2))
    assert len(orthanc.rest("/instances")) == 2
    assert len(orthanc.rest("/dicom-web/studies")) == 1


def test_it_is_empty_again_for_the_next_test(orthanc: Orthanc) -> None:
    assert orthanc.rest("/instances") == []
