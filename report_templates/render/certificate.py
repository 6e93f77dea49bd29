"""The institution's signing certificate for an installation without one: a certificate authority of its own.

Self-made, and named so: whoever opens the PDF elsewhere sees that nobody else vouches for it. A hospital
replaces it by its own certificate. Key files are readable by the owner only.
"""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

KEY_BITS = 3072
VALID_DAYS = 5 * 365
SELF_MADE = "Zelfgemaakt certificaat (niet erkend)"


@dataclass(frozen=True, slots=True)
class InstitutionKey:
    """Paths of the signer's key (PEM, 0600) and certificate, and of the authority that stands behind it."""

    key_file: Path
    certificate_file: Path
    authority_file: Path

    @classmethod
    def in_folder(cls, folder: Path) -> InstitutionKey:
        """The files as `make_institution_key` names them, whether they exist or not."""
        return cls(folder / "signer.key.pem", folder / "signer.pem", folder / "authority.pem")

    def exists(self) -> bool:
        return all(p.is_file() for p in (self.key_file, self.certificate_file, self.authority_file))


def make_institution_key(
    folder: Path, organisation: str, at: dt.datetime, *, passphrase: bytes | None = None
) -> InstitutionKey:
    """Make an authority and a signer's certificate for `organisation` in `folder`.

    The authority's own key is not kept: it signs this one certificate and is forgotten.

    Raises
    ------
    FileExistsError
        There is a key already; it is never overwritten.
    """
    files = InstitutionKey.in_folder(folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = " ".join(organisation.split())[:50] or "Onbekende instelling"
    authority_key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    signer_key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    authority_name = _name(name, f"Eigen CA van {name}"[:64])
    authority = (
        _builder(authority_name, authority_name, authority_key.public_key(), at)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(sign_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    signer = (
        _builder(_name(name, f"Verslagen van {name}"[:64]), authority_name, signer_key.public_key(), at)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(sign_certificates=False), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(signer_key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False
        )
        .sign(authority_key, hashes.SHA256())
    )
    encryption: serialization.KeySerializationEncryption = (
        serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    )
    _write_new(
        files.key_file,
        signer_key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption),
        0o600,
    )
    _write_new(files.certificate_file, signer.public_bytes(serialization.Encoding.PEM), 0o644)
    _write_new(files.authority_file, authority.public_bytes(serialization.Encoding.PEM), 0o644)
    return files


def _name(organisation: str, common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "NL"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, SELF_MADE),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, public_key: rsa.RSAPublicKey, at: dt.datetime
) -> x509.CertificateBuilder:
    start = at.astimezone(dt.UTC) - dt.timedelta(minutes=5)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + dt.timedelta(days=VALID_DAYS))
    )


def _usage(*, sign_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not sign_certificates,
        content_commitment=not sign_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=sign_certificates,
        crl_sign=sign_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _write_new(path: Path, data: bytes, mode: int) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
