"""PAdES signature on the PDF (pyHanko): the last step; nothing touches the file after it.

Level B-B: without a time-stamp server there is no trusted time. The signature certifies the document and
allows no changes. A signature is accepted only when pyHanko's whole judgement is positive **and** the
signature covers the entire file: other readers call a file with an appended change "valid".
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from report_templates.render.certificate import InstitutionKey
from report_templates.render.safe import metadata
from resources.errors import InputError

FIELD = "Autorisatie"


@dataclass(frozen=True, slots=True)
class SignatureCheck:
    """Whether the signature of a PDF is accepted; `reason` says why not, in a code for the log."""

    accepted: bool
    reason: str = ""
    signer: str = ""
    signed_at: str = ""


def sign_pdf(
    pdf: bytes,
    key: InstitutionKey,
    *,
    name: str,
    reason: str,
    location: str,
    passphrase: bytes | None = None,
) -> bytes:
    """`pdf` with a certifying signature in the field "Autorisatie".

    Parameters
    ----------
    name, reason, location : str
        Who authorised, the meaning of the signature, the institution; shown by PDF readers.

    Raises
    ------
    InputError
        The key or certificate can't be read.
    """
    signer = signers.SimpleSigner.load(
        str(key.key_file),
        str(key.certificate_file),
        ca_chain_files=(str(key.authority_file),),
        key_passphrase=passphrase,
    )
    if signer is None:
        raise InputError(
            "The institution's signing certificate can't be read.",
            "Ask the administrator to check the certificate and its key.",
            detail="SimpleSigner.load gave nothing",
            code="signing_key",
        )
    facts = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        reason=metadata(reason),
        location=metadata(location),
        name=metadata(name),
    )
    out = io.BytesIO()
    signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), facts, signer=signer, output=out)
    return out.getvalue()


def check_signature(pdf: bytes, trust_roots: Sequence[Path]) -> SignatureCheck:
    """Judge the signature of `pdf` against the authorities in `trust_roots` (PEM or DER files).

    Accepted only with exactly one signature, in our field, that is wholly positive and covers the whole file.
    Anything that goes wrong is a rejection.
    """
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=True)
        found = reader.embedded_signatures
        if len(found) != 1 or found[0].field_name != FIELD:
            return SignatureCheck(False, "no_signature" if not found else "other_signatures")
        context = ValidationContext(
            trust_roots=[load_cert_from_pemder(str(p)) for p in trust_roots],
            allow_fetching=False,
            revocation_mode="soft-fail",
        )
        status = validate_pdf_signature(found[0], context)
        who = str(status.signing_cert.subject.human_friendly)
        when = status.signer_reported_dt.isoformat() if status.signer_reported_dt else ""
        if status.coverage != SignatureCoverageLevel.ENTIRE_FILE:
            return SignatureCheck(False, "not_entire_file", who, when)
        if not status.bottom_line:
            return SignatureCheck(False, "invalid", who, when)
    except Exception as error:  # noqa: BLE001 - pyHanko meets hostile bytes here: any failure is a rejection
        return SignatureCheck(False, type(error).__name__)
    return SignatureCheck(True, "", who, when)
