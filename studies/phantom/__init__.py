"""A believable contrast CT of thorax and abdomen with an exactly known truth, for the demo and for tests.

`generate` makes a case in memory, `write_dicom` writes it, `load_or_make` keeps it in a cache folder.
The patients are fictitious and say so in their name and number.
"""

from studies.phantom.files import CachedPhantom, load_or_make, write_dicom
from studies.phantom.make import GENERATOR_VERSION, SIZES, PhantomCase, generate, truth_of
from studies.phantom.truth import PhantomTruth, TrueLevel, TrueSection, TrueTumour
from studies.phantom.variants import VARIANTS, AortaShape, Identity, Variant

__all__ = [
    "GENERATOR_VERSION",
    "SIZES",
    "VARIANTS",
    "AortaShape",
    "CachedPhantom",
    "Identity",
    "PhantomCase",
    "PhantomTruth",
    "TrueLevel",
    "TrueSection",
    "TrueTumour",
    "Variant",
    "generate",
    "load_or_make",
    "truth_of",
    "write_dicom",
]
