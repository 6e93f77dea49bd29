"""A believable worklist of fictitious test patients, and accounts, for the tests of the shell."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta

from desktop.session import SignedIn
from desktop.signin.accounts import Known, RoleChoice
from desktop.worklist.rows import CompetenceLine, Condition, Preview, WorklistData, WorkRow
from resources.errors import Refused

NOW = datetime(2026, 11, 20, 9, 41, tzinfo=UTC)
SANNE, MILAN = ("Sanne Voorbeeld", "p1"), ("Milan Voorbeeld", "p2")
NOBODY = ("", "")


def at(day: int, hour: int, minute: int) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


_number = itertools.count(1)


def _row(name, sex, born, task, study, study_at, state, step, author, urgency="routine", waits=None, **more):
    number = next(_number)
    changed = NOW - waits if waits is not None else study_at + timedelta(hours=6)
    return WorkRow(
        f"s{number}", f"TEST, {name}", sex, born, f"TEST-{number:04d}", task, study, study_at, state, step,
        author[0], author[1], urgency, changed, **more,
    )  # fmt: skip


HOURS, MINUTES = (lambda n: timedelta(hours=n)), (lambda n: timedelta(minutes=n))
ROWS = (
    _row("Voorbeeld Aorta", "M", date(1958, 1, 1), "aorta", "CTA aorta thoracalis", at(18, 8, 42), "draft",
         "Opschalen · Secties 7/11", SANNE, "direct", HOURS(3), report_id="r1"),
    _row("Voorbeeld Lever", "F", date(1964, 2, 2), "liver", "CT lever 3 fasen", at(17, 13, 5), "draft", "Contour", SANNE,
         waits=HOURS(22), report_id="r2"),
    _row("Voorbeeld Brein", "F", date(1971, 3, 3), "perfusion", "MR hersenen, DSC-perfusie", at(19, 10, 20), "draft",
         "Controle: 1 punt open", SANNE, waits=MINUTES(45), report_id="r3"),
    _row("Voorbeeld Onco", "M", date(1955, 4, 4), "oncology", "CT thorax-abdomen, vervolg", at(16, 7, 55), "returned",
         "1 opmerking: NT2 toelichten", SANNE, "same_day", HOURS(26), report_id="r4"),
    _row("Langenaam-van der Voorbeeldstraat", "F", date(1949, 5, 5), "aorta", "CTA thorax-abdomen", at(20, 9, 12), "new",
         "vorige 12-05-2026 gevonden", NOBODY, waits=MINUTES(12)),
    _row("Şahin Örnek", "M", date(1960, 6, 6), "aorta", "CTA abdomen, EVAR-planning", at(20, 9, 40), "new",
         "buiten protocol: naar radioloog", NOBODY, "same_day", MINUTES(5), out_of_protocol=True),
    _row("Voorbeeld Lever B", "M", date(1957, 7, 7), "liver", "CT lever, leverrest", at(19, 14, 31), "submitted",
         "wacht op radioloog", MILAN, waits=HOURS(19)),
    _row("Voorbeeld Onco B", "F", date(1968, 8, 8), "oncology", "CT thorax-abdomen, basis", at(19, 12, 2), "in_review",
         "dr. Ilse Controle, sinds 11:04", SANNE, waits=HOURS(21), claimed_by="dr. Ilse Controle"),
    _row("Voorbeeld Aorta C", "M", date(1951, 9, 9), "aorta", "MRA aorta", at(19, 8, 18), "submitted",
         "wacht op radioloog", SANNE, waits=HOURS(25)),
    _row("Voorbeeld Brein B", "M", date(1980, 10, 10), "perfusion", "MR hersenen, ASL", at(18, 15, 44), "handed_back",
         "M0 ontbreekt, overgedragen", SANNE, waits=HOURS(42)),
    _row("Voorbeeld Lever C", "F", date(1973, 11, 11), "liver", "CT lever portoveneus", at(18, 7, 20), "authorised",
         "getekend 18-11-2026 16:03", SANNE),
    _row("Voorbeeld Aorta D", "M", date(1946, 12, 12), "aorta", "CTA abdomen, controle", at(17, 12, 37), "authorised",
         "feedback 2a, nog niet gelezen", MILAN),
    _row("Voorbeeld Onco C", "F", date(1962, 1, 13), "oncology", "CT thorax-abdomen, vervolg", at(17, 9, 5), "authorised",
         "getekend 17-11-2026 15:50", SANNE),
    _row("Voorbeeld Brein C", "M", date(1959, 2, 14), "perfusion", "MR hersenen, DSC-perfusie", at(16, 14, 12), "authorised",
         "getekend 17-11-2026 10:31", MILAN),
    _row("Voorbeeld Aorta E", "F", date(1953, 3, 15), "aorta", "CTA aorta, voor TEVAR", at(16, 10, 48), "authorised",
         "getekend 16-11-2026 17:20", SANNE),
    _row("Voorbeeld Lever D", "M", date(1970, 4, 16), "liver", "CT lever, na embolisatie", at(16, 8, 3), "authorised",
         "getekend 16-11-2026 14:55", SANNE, own_worklist=False),
)  # fmt: skip
COMPETENCES = (
    CompetenceLine("aorta", date(2028, 3, 14), 480),
    CompetenceLine("liver", date(2027, 9, 2), 286),
    CompetenceLine("perfusion", date(2027, 6, 30), 222),
    CompetenceLine("oncology", date(2026, 12, 18), 28),
)
GATE = (
    Condition(True, "Opdracht O-2026-031, dr. Ruben Proef"),
    Condition(True, "Protocol AORTA 3.2, binnen bereik"),
    Condition(True, "Bekwaam tot 14-03-2028"),
    Condition(True, "Toezicht achteraf, beoordeling ingepland"),
    Condition(True, "Aanwijzingen versie 4 gelezen"),
)
OUTSIDE = "Dit onderzoek is in protocol AORTA 3.2 uitgesloten: EVAR-planning. Leg het voor aan de radioloog."


class CaseSource:
    """A `WorklistSource` of these rows; keeps the reasons that were given."""

    def __init__(self, rows=ROWS, problem=None, pictures=()) -> None:
        self.rows, self.problem, self.pictures = rows, problem, pictures
        self.reasons: list[tuple[str, str]] = []
        self.loads = 0

    def load(self, who, language):
        self.loads += 1
        if self.problem is not None:
            raise self.problem
        return WorklistData(self.rows, NOW, COMPETENCES, NOW.replace(hour=5, minute=0), feedback_waiting=1)

    def preview(self, who, row, language):
        facts = (
            ("Vraag", "Controle na TEVAR"),
            ("Reeksen", "5 · geschikt: reeks 4 (1,5 mm)"),
            ("Vorig", "20-05-2026, zelfde methode"),
            ("Aanvrager", "vaatchirurgie (T. Test)"),
        )
        if row.out_of_protocol:
            gate = (GATE[0], Condition(False, OUTSIDE), *GATE[2:])
            return Preview(facts, gate, primary="Start voorverslag", blocked=OUTSIDE)
        if row.state == "authorised":
            return Preview(
                facts,
                GATE,
                final=True,
                primary="Open verslag",
                hand_back_blocked="Dit verslag is definitief.",
            )
        escalation = (
            "Opschaling open: valse lumen open.",
            "Dr. Ruben Proef gebeld 10:31, nog geen terugbevestiging.",
        )
        missing = ("4 niveaus beoordelen", "Opschaling: terugbevestiging vastleggen", "Conclusie invullen")
        return Preview(
            facts,
            GATE,
            missing,
            escalation if row.urgency == "direct" else None,
            self.pictures,
            False,
            "Verder met Secties",
        )

    def give_reason(self, who, row, reason):
        self.reasons.append((row.study_id, reason))


class CaseAccounts:
    """Accounts with one password; `sanne` has two roles, `ilse` one, `leeg` none that is valid."""

    PASSWORD = "juist-wachtwoord"
    PEOPLE = {
        "sanne": (
            "Sanne Voorbeeld",
            "p1",
            (RoleChoice("radiographer", "Imaging Services"), RoleChoice("trainer")),
        ),
        "ilse": ("dr. Ilse Controle", "p3", (RoleChoice("radiologist"),)),
        "leeg": (
            "Lege Rol",
            "p4",
            (RoleChoice("radiologist", locked="BIG-registratie verlopen op 01-01-2026."),),
        ),
    }

    def __init__(self) -> None:
        self.left = 5
        self.log: list[str] = []

    def _check(self, right: bool) -> None:
        if not right:
            self.left -= 1
            raise Refused(
                "Name or password is wrong.", "{n} tries left.", code="sign_in", fields={"n": self.left}
            )

    def sign_in(self, login, password):
        self._check(login in self.PEOPLE and password == self.PASSWORD)
        name, number, roles = self.PEOPLE[login]
        return Known(number, name, login, roles)

    def act_as(self, known, role):
        self.log.append(f"as {role}")
        group = next(c.group for c in known.roles if c.role == role)
        roles = tuple(c.role for c in known.roles)
        return SignedIn(known.person_id, known.display_name, known.login, role, group, None, roles, known)

    def verify(self, who, password):
        self._check(password == self.PASSWORD)

    def sign_out(self, who):
        self.log.append("out")
