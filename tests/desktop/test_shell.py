"""The shell through its widgets: actions and keys, palette, focus, banner and marker, messages, settings, log."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from datetime import date

import pytest
import structlog
import worklist_cases as cases
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from desktop.actions import Action, ActionRegistry, DoubleKey
from desktop.home import Home, home_folder
from desktop.logging_setup import REMOVED, set_up_logging, without_patient
from desktop.parts import clipped
from desktop.session import OpenDraft, OpenStudy
from desktop.settings import SETTINGS, Settings
from resources.errors import InputError

STUDY = OpenStudy(
    "1.2.3", "TEST, Langenaam-van der Voorbeeldstraat-Zondernaam", "F", date(1958, 1, 1), "TEST-0001",
    "CTA aorta thoracalis", None, "O-2026-031 · dr. Ruben Proef", "AORTA 3.2 · toezicht achteraf", identity="confirmed",
)  # fmt: skip
SIZES = [(1366, 768), (1600, 1000), (1920, 1080)]


def act(name, *keys, context="global", reason=None):
    return Action(
        name,
        name,
        lambda desk: desk.done.append(name),
        keys,
        context=context,
        disabled_because=lambda _d: reason,
    )


# ---------------------------------------------------------------------- actions
@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        (("global", "Ctrl+L"), ("worklist", "Ctrl+L"), True),
        (("view", "A"), ("aorta", "A"), True),
        (("aorta", "Shift+M"), ("liver", "Shift+M"), True),
        (("worklist", "F"), ("view", "F"), False),
        (("editor", "F7"), ("editor", "F7"), True),
    ],
)
def test_two_actions_never_share_a_key_where_both_can_be_reached(qapp, one, other, clash):
    registry = ActionRegistry()
    registry.register(act("one", one[1], context=one[0]))
    if clash:
        with pytest.raises(DoubleKey):
            registry.register(act("other", other[1], context=other[0]))
    else:
        registry.register(act("other", other[1], context=other[0]))
        assert "other" in registry


def test_every_action_has_words_an_icon_that_exists_and_a_reason_without_braces(window, desk, signed_in):
    signed_in()
    for action in desk.actions.all():
        assert action.words()
        assert "{" not in action.words()
        if action.icon:
            assert not desk.theme.icon(action.icon).isNull()
        reason = desk.actions.reason(action.id)
        assert reason is None or (reason.endswith(".") and "{" not in reason)


def test_a_disabled_action_says_why_and_isnt_run(qtbot, window, desk, signed_in):
    signed_in()
    qtbot.keyClick(window.current_screen().table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert [m.text for m in desk.messages.open_messages()] == ["Er is niets om ongedaan te maken."]
    menu = desk.actions.menu(["edit.undo"], window)
    assert not menu.actions()[0].isEnabled()
    assert menu.actions()[0].toolTip() == "Er is niets om ongedaan te maken."


def test_an_action_that_breaks_is_a_message_not_a_crash(window, desk, signed_in):
    def fail(_desk):
        raise RuntimeError("boom")

    desk.actions.register(Action("t.fail", "fail", fail))
    assert not desk.actions.trigger("t.fail")
    (message,) = desk.messages.open_messages()
    assert message.text == "Er ging iets mis dat niet was voorzien."


# ---------------------------------------------------------------------- palette, keys, focus
def test_palette_finds_and_runs_an_action_by_keyboard(qtbot, window, desk, signed_in):
    signed_in()
    qtbot.keyClick(window.current_screen().table, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    edit = window.palette_box.field.edit
    assert window.palette_box.isVisible()
    qtbot.keyClicks(edit, "licht thema")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert desk.theme.name == "light"
    assert not window.palette_box.isVisible()


def test_palette_finds_a_patient_and_shows_unavailable_actions_last_with_their_reason(
    qtbot, window, desk, signed_in
):
    screen = signed_in()
    found = window.palette_box.entries("test-0011")
    assert [e.words.split(" · ")[0] for e in found] == ["TEST, Voorbeeld Lever C"]
    found[0].run()
    qtbot.waitUntil(lambda: screen.chosen() is not None and screen.chosen().patient_number == "TEST-0011")
    entries = window.palette_box.entries("")
    first_blocked = next(i for i, e in enumerate(entries) if e.reason)
    assert all(e.reason for e in entries[first_blocked:])


def test_f1_lists_the_keys_of_this_screen(qtbot, window, signed_in):
    screen = signed_in()
    qtbot.keyClick(screen.table, Qt.Key.Key_F1)
    assert window.key_list.isVisible()
    listed = dict(window.key_list.rows())
    assert listed["Vergrendel"] == "Ctrl+L"
    assert listed["Filter op status"] == "F"
    qtbot.keyClick(window.key_list.field.edit, Qt.Key.Key_Escape)
    assert not window.key_list.isVisible()


def test_f6_goes_round_the_regions_and_back(qtbot, window, signed_in):
    screen = signed_in()
    screen.table.setFocus()
    regions = window.regions()
    assert len(regions) >= 4
    visited = []
    for _ in regions:
        qtbot.keyClick(QApplication.focusWidget() or screen.table, Qt.Key.Key_F6)
        focus = window.focusWidget()
        visited.append(max(i for i, r in enumerate(regions) if r is focus or r.isAncestorOf(focus)))
    assert sorted(visited) == list(range(len(regions)))
    before = window.focusWidget()
    qtbot.keyClick(before, Qt.Key.Key_F6)
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    last = window.focusWidget()
    holds = [r for r in regions if r is before or r.isAncestorOf(before)]
    assert any(r is last or r.isAncestorOf(last) for r in holds)


# ---------------------------------------------------------------------- banner
@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("draft", "VOORLOPIG – NIET GEAUTORISEERD"), ("submitted", "VOORLOPIG – NIET GEAUTORISEERD"),
        ("in_review", "VOORLOPIG – NIET GEAUTORISEERD"), ("returned", "VOORLOPIG – NIET GEAUTORISEERD"),
        ("handed_back", "VOORLOPIG – NIET GEAUTORISEERD"), ("lapsed", "VOORLOPIG – NIET GEAUTORISEERD"),
        ("something new", "VOORLOPIG – NIET GEAUTORISEERD"), ("authorised", "GEAUTORISEERD"),
        ("corrected", "GEAUTORISEERD"), ("recalled", "INGETROKKEN"),
    ],
)  # fmt: skip
def test_marker_says_the_state_and_an_unknown_state_is_preliminary(window, desk, signed_in, state, words):
    signed_in()
    desk.session.open_study(STUDY)
    desk.session.open_draft(OpenDraft("r1", "2026-1", state))
    assert window.banner.marker.isVisible()
    assert window.banner.marker.accessibleName() == words


def test_a_superseded_report_names_the_one_that_replaces_it(window, desk, signed_in):
    signed_in()
    desk.session.open_study(STUDY)
    desk.session.open_draft(OpenDraft("r1", "2026-1", "authorised", superseded_by="2026-9", emergency=True))
    assert window.banner.marker.words() == "GECORRIGEERD – vervangen door 2026-9"
    assert window.banner.emergency.words() == "NOODPROCEDURE"


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_birth_date_number_and_marker_are_whole_at_every_size(qtbot, window, desk, signed_in, size, language):
    signed_in()
    desk.settings.set("appearance.language", language)
    desk.session.open_study(STUDY)
    desk.session.open_draft(OpenDraft("r1", "2026-1"))
    window.resize(*size)
    qtbot.waitUntil(lambda: window.width() == size[0])
    banner = window.banner
    born = "01-01-1958" if language == "nl" else "1958-01-01"
    assert born in banner.facts.text()
    assert "TEST-0001" in banner.facts.text()
    assert banner.facts.width() >= banner.facts.sizeHint().width()
    assert banner.marker.width() >= banner.marker.sizeHint().width()
    assert banner.marker.geometry().right() == banner.width() - 1
    assert banner.name.width() <= 320
    assert banner.name.accessibleName() == STUDY.patient_name
    assert not clipped(banner)


def test_a_mismatch_of_identity_fills_the_banner_and_names_the_field(window, desk, signed_in):
    signed_in()
    desk.session.open_study(
        replace(STUDY, identity="mismatch", mismatches=(("geboortedatum", "01-01-1958", "02-01-1958"),))
    )
    assert window.banner.identity.words() == "IDENTITEIT WIJKT AF"
    assert window.banner.mismatch.text() == "geboortedatum: opdracht 01-01-1958, beeld 02-01-1958"
    assert window.banner.property("identity") == "mismatch"


def test_age_is_that_of_today_also_on_the_day_before_the_birthday():
    study = replace(STUDY, birth_date=date(1958, 11, 20))
    assert [study.age_at(date(2026, 11, d)) for d in (19, 20)] == [67, 68]


# ---------------------------------------------------------------------- messages
def test_three_messages_are_shown_newest_on_top_then_how_many_more(window, desk, signed_in):
    signed_in()
    for number in range(5):
        desk.messages.warning(f"Let op {number}.", "Doe iets.")
    assert [line.message.text for line in window.messages.lines()] == ["Let op 4.", "Let op 3.", "Let op 2."]
    assert window.messages._more.text() == "nog 2"


def test_information_goes_by_itself_and_an_error_stays(qtbot, window, desk, signed_in, monkeypatch):
    signed_in()
    tokens = desk.theme.token
    monkeypatch.setattr(desk.theme, "token", lambda name: 20 if name == "motion.toast_ms" else tokens(name))
    desk.messages.error("Fout.", "Herstel.")
    desk.messages.info("Klaar.")
    qtbot.waitUntil(lambda: [m.text for m in desk.messages.open_messages()] == ["Fout."])
    assert [m.text for m in desk.messages.of_today()][:2] in (["Klaar.", "Fout."], [])


def test_the_action_of_a_message_is_done_and_closes_it(qtbot, window, desk, signed_in):
    signed_in()
    done = []
    desk.messages.error("Reeks gewijzigd.", "Open opnieuw.", action="Opnieuw", run=lambda: done.append(1))
    (button,) = [b for b in window.messages.lines()[0].findChildren(QPushButton) if b.text() == "Opnieuw"]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert done == [1]
    assert not desk.messages.open_messages()


def test_a_message_never_covers_banner_or_step_bar(qtbot, window, desk, signed_in):
    signed_in()
    window.resize(1366, 768)
    for number in range(9):
        desk.messages.error(f"Fout {number}. " + "Lange zin. " * 12, "Herstel.")
    lowest = max(window.banner.geometry().bottom(), window.step_bar.geometry().bottom())
    assert window.messages.geometry().top() > lowest


# ---------------------------------------------------------------------- settings, home, log
def test_settings_come_back_and_out_of_range_is_refused(tmp_path):
    file = tmp_path / "settings.toml"
    kept = Settings(file).load()
    kept.set("security.idle_lock_s", 900)
    kept.set("start.statement_acknowledged", 'een "vreemde" \\ tekst')
    again = Settings(file).load()
    assert again.get("security.idle_lock_s") == 900
    assert again.get("start.statement_acknowledged") == 'een "vreemde" \\ tekst'
    for wrong in (5, 10_000, "600", True):
        with pytest.raises(InputError):
            kept.set("security.idle_lock_s", wrong)
    with pytest.raises(KeyError):
        kept.get("no.such")


def test_a_broken_settings_file_is_put_aside_and_named(tmp_path):
    file = tmp_path / "settings.toml"
    file.write_text("[appearance\n", encoding="utf-8")
    settings = Settings(file).load()
    assert settings.problems == ["settings.toml"]
    assert settings.get("appearance.language") == "nl"
    assert (tmp_path / "settings.unreadable.toml").exists()


def test_every_setting_has_words_in_both_languages():
    assert all(s.nl and s.en and s.checked(s.default) == s.default for s in SETTINGS)


def test_home_is_the_given_folder_or_that_of_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("VOORVERSLAG_HOME", str(tmp_path / "a"))
    assert home_folder().root == tmp_path / "a"
    assert home_folder(tmp_path / "b").root == tmp_path / "b"
    prepared = home_folder().prepare()
    assert prepared.logs.is_dir()
    assert prepared.root.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "planted",
    ["TEST^Voorbeeld Aorta", "born 19580101 there", "geboren 01-01-1958", "1958-01-01", "bsn 123456782"],
)
def test_log_removes_what_looks_like_a_patient(planted):
    secret = planted.split("^")[0] if "^" in planted else "".join(c for c in planted if c.isdigit())
    cleaned = str(without_patient({"detail": planted, "list": [planted]}))
    assert REMOVED in cleaned
    assert secret not in cleaned.replace("-", "")


def test_log_file_holds_the_event_and_none_of_the_planted_patient(tmp_path):
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    crash = set_up_logging(Home(tmp_path).prepare())
    try:
        structlog.get_logger("t").info(
            "series_loaded", slices=600, patient_name="TEST^Geheim", note="TEST^Geheim 19580101"
        )
        logging.getLogger("library").warning("opened %s", "TEST^Geheim")
        text = (tmp_path / "logs" / "voorverslag.log").read_text(encoding="utf-8")
    finally:
        import faulthandler

        faulthandler.disable()
        crash.close()
        for handler in set(root.handlers) - set(before):
            root.removeHandler(handler)
            handler.close()
        root.setLevel(level)
        structlog.reset_defaults()
    first = json.loads(text.splitlines()[0])
    assert (first["event"], first["slices"]) == ("series_loaded", 600)
    assert "Geheim" not in text
    assert "19580101" not in text


# ---------------------------------------------------------------------- sizes and language
@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_no_word_is_clipped_and_every_part_has_its_height(qtbot, window, desk, signed_in, size, language):
    screen = signed_in()
    desk.settings.set("appearance.language", language)
    window.resize(*size)
    qtbot.waitUntil(
        lambda: (window.width() == size[0] and screen.preview.primary.text() != "") or size[0] < 1500
    )
    qtbot.wait(50)
    assert [label.text() for label in clipped(window)] == []
    heights = [window.title_bar.height(), window.banner.height(), window.status_line.height()]
    assert heights == [40, 44, 24]
    assert window.title_bar.search.isVisible() is (size[0] >= 1500)
    assert window.title_bar.person.geometry().right() <= window.width()
    if size[0] >= 1500:
        hint = window.title_bar.search.edit
        assert hint.fontMetrics().horizontalAdvance(hint.placeholderText()) <= hint.width()


def test_language_switches_while_the_program_runs(qtbot, window, desk, signed_in):
    screen = signed_in()
    assert screen.title.text() == "Werklijst"
    desk.actions.trigger("language.en")
    qtbot.waitUntil(lambda: screen.title.text() == "Worklist")
    assert window.title_bar.visible_items()[0].text() == "Worklist"
    desk.actions.trigger("language.nl")
    qtbot.waitUntil(lambda: screen.title.text() == "Werklijst")
    assert desk.settings.get("appearance.language") == "nl"


def test_navigation_has_only_screens_that_exist(window, signed_in):
    signed_in()
    assert [b.item.screen for b in window.title_bar.visible_items()] == ["worklist"]


def test_initials_leave_titles_out(desk):
    assert (
        cases.CaseAccounts()
        .act_as(cases.CaseAccounts().sign_in("ilse", "juist-wachtwoord"), "radiologist")
        .initials()
        == "IC"
    )


def test_images_without_an_order_say_whose_they_are_in_the_banner(window, desk, signed_in):
    from desktop.open_study import open_images
    from studies.volume import SeriesInfo

    signed_in()
    info = SeriesInfo(
        patient_id="TEST-9",
        patient_name="TEST^Los Beeld",
        birth_date="19580101",
        sex="F",
        study_date="20261101",
    )
    desk.session.open_study(open_images(info))
    assert window.banner.name.text() == "TEST, Los Beeld"
    assert window.banner.facts.text() == "V · 01-01-1958 (68 j) · TEST-9"
    assert window.banner.identity.words() == "alleen beelden, geen opdracht"
    desk.session.open_study(open_images(SeriesInfo()))
    assert window.banner.name.text() == "–"
