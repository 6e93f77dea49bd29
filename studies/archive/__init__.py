"""The hospital's archive: query, fetch, send, receive, worklist; over DICOM (DIMSE) and DICOMweb.

`client.open_archive` gives an `Archive` for a `node.Node`; the screens and the command line know nothing else.
A peer is never trusted: its words are cut and cleaned, its objects lie under the hash of their UID.
"""
