"""De-identification of series for training cases, by DICOM PS3.15 Annex E (Basic Profile and named options)."""

from studies.deidentify.case import Case, new_secret
from studies.deidentify.run import Options, Refusal, Report, Warned, deidentify

__all__ = ["Case", "Options", "Refusal", "Report", "Warned", "deidentify", "new_secret"]
