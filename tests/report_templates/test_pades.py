"""Four cases of a signed report: clean, one bit flipped, appended to, rewritten."""

from __future__ import annotations

import datetime as dt
import io
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from cryptography import x509
from pyhanko.pdf_utils.generic import TextStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from report_templates.document import ReportDocument
from report_templates.render.certificate import SELF_MADE, InstitutionKey, make_institution_key
from report_templates.render.pades import check_signature, sign_pdf
from report_templates.render.pdf import render_pdf


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> InstitutionKey:
    folder = tmp_path_factory.mktemp("keys") / "institution"
    return make_institution_key(folder, "Voorbeeldziekenhuis", dt.datetime.now(dt.UTC))


@pytest.fixture(scope="module")
def signed(key: InstitutionKey, make_document: Callable[..., ReportDocument]) -> bytes:
    pdf = render_pdf(make_document("authorised"))
    return sign_pdf(pdf, key, name="dr. Ruben Proef", reason="AUTORISATIE", location="Voorbeeldziekenhuis")


def test_a_clean_signature_is_accepted(signed: bytes, key: InstitutionKey) -> None:
    check = check_signature(signed, [key.authority_file])
    assert check.accepted, check
    assert SELF_MADE in check.signer
    assert check.signed_at


def test_pdfsig_reads_the_clean_signature_as_covering_the_whole_document(
    signed: bytes, key: InstitutionKey, run_tool: Callable[..., str], tmp_path: Path
) -> None:
    path = tmp_path / "signed.pdf"
    path.write_bytes(signed)
    said = run_tool("pdfsig", "-nocert", path)
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said


@pytest.mark.hostile
@pytest.mark.parametrize("place", [0.1, 0.35, 0.6])
def test_one_flipped_bit_is_rejected(signed: bytes, key: InstitutionKey, place: float) -> None:
    forged = bytearray(signed)
    forged[int(len(forged) * place)] ^= 1
    assert not check_signature(bytes(forged), [key.authority_file]).accepted


@pytest.mark.hostile
def test_an_appended_change_is_rejected(signed: bytes, key: InstitutionKey) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    writer.trailer["/Info"]["/Title"] = TextStringObject("Definitief")
    writer.update_container(writer.trailer["/Info"])
    out = io.BytesIO()
    writer.write(out)
    forged = out.getvalue()
    assert forged.startswith(signed)
    assert len(forged) > len(signed)
    assert not check_signature(forged, [key.authority_file]).accepted


@pytest.mark.hostile
def test_bytes_after_the_signed_end_are_rejected(signed: bytes, key: InstitutionKey) -> None:
    assert not check_signature(signed + b"\n%%EOF\n", [key.authority_file]).accepted


@pytest.mark.hostile
def test_a_file_rewritten_by_another_program_is_rejected(signed: bytes, key: InstitutionKey) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        pdf.save(out)
    assert not check_signature(out.getvalue(), [key.authority_file]).accepted


@pytest.mark.hostile
@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", b"\x00" * 2000])
def test_what_is_no_pdf_is_rejected(data: bytes, key: InstitutionKey) -> None:
    assert not check_signature(data, [key.authority_file]).accepted


def test_an_unsigned_report_is_rejected(
    key: InstitutionKey, make_document: Callable[..., ReportDocument]
) -> None:
    check = check_signature(render_pdf(make_document("authorised")), [key.authority_file])
    assert (check.accepted, check.reason) == (False, "no_signature")


def test_a_signature_of_another_authority_is_rejected(signed: bytes, tmp_path: Path) -> None:
    other = make_institution_key(tmp_path / "other", "Elders", dt.datetime.now(dt.UTC))
    assert not check_signature(signed, [other.authority_file]).accepted


def test_the_key_is_for_its_owner_only_and_is_never_overwritten(key: InstitutionKey) -> None:
    if sys.platform != "win32":
        assert stat.S_IMODE(key.key_file.stat().st_mode) == 0o600
    before = key.key_file.read_bytes()
    with pytest.raises(FileExistsError):
        make_institution_key(key.key_file.parent, "Voorbeeldziekenhuis", dt.datetime.now(dt.UTC))
    assert key.key_file.read_bytes() == before
    assert key.exists()


def test_the_certificate_says_that_it_is_self_made_and_may_sign_documents(key: InstitutionKey) -> None:
    certificate = x509.load_pem_x509_certificate(key.certificate_file.read_bytes())
    assert SELF_MADE in certificate.subject.rfc4514_string()
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.digital_signature
    assert usage.content_commitment
    assert not usage.key_cert_sign
