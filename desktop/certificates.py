"""The institution's signing certificate of this installation, and the PAdES signature of a final PDF.

Without an own certificate (`certificate/` in the home) a self-made one is made at the first signing; its name says
so. A hospital puts its own key and certificates there.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from report_templates.render.certificate import InstitutionKey, make_institution_key
from report_templates.render.pades import SignatureCheck, check_signature, sign_pdf

if TYPE_CHECKING:
    from governance.store import Store
    from report_templates.document import ReportDocument

FOLDER = "certificate"
_making = threading.Lock()


def institution_key(store: Store, organisation: str) -> InstitutionKey:
    """Key and certificates of this installation; made at first use."""
    folder = store.home / FOLDER
    with _making:
        found = InstitutionKey.in_folder(folder)
        if not found.exists():
            found = make_institution_key(folder, organisation or "Voorverslag", store.clock())
        return found


def signed_pdf(store: Store, pdf: bytes, document: ReportDocument) -> bytes:
    """The PDF with its certifying signature; nothing may touch the bytes after."""
    authoriser = document.authoriser
    return sign_pdf(
        pdf,
        institution_key(store, document.organisation.name),
        name=authoriser.name if authoriser else "",
        reason="Autorisatie van het verslag",
        location=document.organisation.name,
    )


def check_pdf(store: Store, pdf: bytes) -> SignatureCheck:
    """Whether the PDF's signature is whole and by this installation's institution."""
    found = InstitutionKey.in_folder(store.home / FOLDER)
    return check_signature(pdf, [found.authority_file] if found.exists() else [])
