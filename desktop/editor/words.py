"""Words for the acts on a draft, as revisions and undo steps name them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop.words import QT_TRANSLATE_NOOP

ACTS = {
    "create": QT_TRANSLATE_NOOP("Revisions", "started"),
    "save": QT_TRANSLATE_NOOP("Revisions", "saved"),
    "submit": QT_TRANSLATE_NOOP("Revisions", "submitted"),
    "edit_text": QT_TRANSLATE_NOOP("Revisions", "text"),
    "edit_remark": QT_TRANSLATE_NOOP("Revisions", "remark"),
    "compose_text": QT_TRANSLATE_NOOP("Revisions", "text composed"),
    "measure": QT_TRANSLATE_NOOP("Revisions", "measurement"),
    "add_key_image": QT_TRANSLATE_NOOP("Revisions", "key image added"),
    "remove_key_image": QT_TRANSLATE_NOOP("Revisions", "key image removed"),
    "caption_key_image": QT_TRANSLATE_NOOP("Revisions", "caption"),
    "move_key_image": QT_TRANSLATE_NOOP("Revisions", "key image moved"),
    "insert_link": QT_TRANSLATE_NOOP("Revisions", "number inserted"),
    "merge": QT_TRANSLATE_NOOP("Revisions", "two versions merged"),
    "recover_text": QT_TRANSLATE_NOOP("Revisions", "unsaved text put back"),
}
KINDS = {
    "author": QT_TRANSLATE_NOOP("Revisions", "author"),
    "autosave": QT_TRANSLATE_NOOP("Revisions", "saved by itself"),
    "conflict": QT_TRANSLATE_NOOP("Revisions", "other version, kept"),
    "review": QT_TRANSLATE_NOOP("Revisions", "radiologist"),
    "correction": QT_TRANSLATE_NOOP("Revisions", "correction"),
}
UNDONE = QT_TRANSLATE_NOOP("Revisions", "undone: {act}")
REDONE = QT_TRANSLATE_NOOP("Revisions", "done again: {act}")
RESTORES = QT_TRANSLATE_NOOP("Revisions", "restored from revision {n}")


def _tr(source: str) -> str:
    return QCoreApplication.translate("Revisions", source)


def act_words(act: str, comment: str) -> str:
    """What a revision did, in words; `comment` is the stable name of the operation where one wrote it."""
    name = comment or act
    if name.startswith("restores revision "):
        return _tr(RESTORES).format(n=name.rsplit(" ", 1)[-1])
    for start, frame in (("undo ", UNDONE), ("redo ", REDONE)):
        if name.startswith(start):
            return _tr(frame).format(act=act_words(act, name.removeprefix(start)))
    return _tr(ACTS[name]) if name in ACTS else _tr(ACTS.get(act, "save"))


def kind_words(kind: str) -> str:
    """Whose text a revision is."""
    return _tr(KINDS.get(kind, kind))
