"""`admin init | load | enrol | confirm | person … | list | example`: a department on record, without the demo.

Passwords are asked without echo, or read from standard input with ``--password-stdin``, one a line in the order in
which they would be asked; never from the command line or the environment.
"""

from __future__ import annotations

import getpass
import sys
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desktop.commands.console import write_json, write_line
from desktop.home import home_folder
from resources.errors import InputError, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from desktop.operations.department_load import Step
    from governance.accounts import Acting, SignedIn
    from governance.people import Person, Role
    from governance.store import Store

WORKSTATION = "command line"

JsonOption = Annotated[bool, typer.Option("--json", help="Eén JSON-object op de standaarduitvoer.")]
StdinOption = Annotated[
    bool,
    typer.Option(
        "--password-stdin", help="Lees de wachtwoorden van de standaardinvoer, één per regel, in volgorde."
    ),
]
LoginOption = Annotated[str, typer.Option("--login", help="Uw gebruikersnaam.")]
AsOption = Annotated[str, typer.Option("--as", help="Gebruikersnaam van de functioneel beheerder.")]
FileArgument = Annotated[Path, typer.Argument(help="Afdelingsbestand (TOML); zie 'admin example'.")]

person = typer.Typer(help="Personen.", no_args_is_help=True, rich_markup_mode=None)

#: what is asked of a person, in Dutch
DEEDS = {
    "enrol": "wachtwoord kiezen en sleutel inschrijven (voorverslag admin enrol {login} --witness …)",
    "declare": "bekwaamheid {subject} verklaren",
    "assess": "bekwaamheid {subject} van {person} toetsen",
    "approve": "protocol {subject} goedkeuren",
    "sign_order": "opdracht {subject} ondertekenen",
    "verify": "bekwaamheid van {person} bij opdracht {subject} verifiëren",
    "accept": "opdracht {subject} aanvaarden",
    "acknowledge": "aanwijzingen {subject} lezen en bevestigen",
    "activate": "taak {subject} vrijgeven",
}


def register(admin: typer.Typer) -> None:
    """Add the commands to `admin`."""
    for name, command in (
        ("init", init),
        ("example", example),
        ("load", load),
        ("enrol", enrol),
        ("confirm", confirm),
        ("list", list_all),
    ):
        admin.command(name)(command)
    admin.add_typer(person, name="person")


class Passwords:
    """Asks for passwords, or takes them from standard input in the same order."""

    def __init__(self, *, stdin: bool) -> None:
        self._stdin = stdin

    def ask(self, words: str, *, twice: bool = False) -> str:
        if self._stdin:
            line = sys.stdin.readline()
            if not line:
                raise InputError(
                    "A password is missing on standard input.",
                    "Give one password a line, in the order in which they are asked.",
                    code="no_password",
                )
            return line.rstrip("\r\n")
        given = getpass.getpass(f"{words}: ")
        if twice and getpass.getpass(f"{words} (nogmaals): ") != given:
            raise InputError("The two passwords differ.", "Try again; nothing was changed.", code="password")
        return given


def open_store(*, new: bool = False) -> Store:
    """The store of this installation; only `init` makes one."""
    from desktop import product
    from governance.store import Store

    home = home_folder()
    if not new and not home.database.exists():
        raise InputError(
            "There is no database in {folder}.",
            "Make the first administrator with 'voorverslag admin init', or name the folder of the installation in VOORVERSLAG_HOME.",
            code="no_database",
            fields={"folder": str(home.root)},
        )
    home.prepare()
    return Store.open(home.root, software_version=product.version())


@contextmanager
def opened(*, new: bool = False) -> Iterator[Store]:
    """The store, closed at the end."""
    store = open_store(new=new)
    try:
        yield store
    finally:
        store.close()


def sign_in(store: Store, login: str, password: str, *wanted: Role) -> tuple[SignedIn, Acting]:
    """Sign in and choose the first of the wanted roles that is held, else the first role there is."""
    from governance import service

    signed = service.sign_in(store, login, password, workstation=WORKSTATION)
    if not signed.roles:
        raise Refused("This person holds no role now.", "Ask the administrator.", code="no_role")
    role = next((r for r in wanted if r in signed.roles), signed.roles[0])
    return signed, service.act_as(store, signed, role)


# --- first administrator -----------------------------------------------------------------------------------
def init(
    login: Annotated[
        str, typer.Option("--login", help="Gebruikersnaam van de eerste functioneel beheerder.")
    ],
    name: Annotated[str, typer.Option("--name", help="Naam zoals getoond.")],
    password_stdin: StdinOption = False,
    json: JsonOption = False,
) -> None:
    """Maak de installatie en de eerste functioneel beheerder; geweigerd als er al iemand is."""
    from desktop.operations.department_file import person_id
    from governance import audit, service
    from governance.accounts import require_password
    from governance.anchors import short_code
    from governance.people import Person, Role, RoleAssignment

    home = home_folder()
    if home.database.exists():
        with opened() as store:
            if service.has_people(store):
                raise already_there()
    password = Passwords(stdin=password_stdin).ask("Nieuw wachtwoord", twice=True)
    require_password(password)
    with opened(new=True) as store:
        if service.has_people(store):
            raise already_there()
        first = Person(
            id=person_id(login.strip()),
            name=name.strip(),
            display_name=name.strip(),
            login=login.strip(),
            active=True,
            roles=(RoleAssignment(Role.ADMINISTRATOR, store.clock()),),
        )
        service.bootstrap(store, first, password)
        store.anchor_now("first administrator")
        with store.read() as connection:
            head = audit.read_head(connection)
        facts = {
            "home": str(home.root),
            "database": str(home.database),
            "database_id": store.database_id,
            "keys": store.keys.vault.place,
            "anchors": str(store.anchors.path),
            "head": short_code(head.hash),
            "rows": head.seq,
            "administrator": first.login,
        }
    if json:
        write_json(facts)
        return
    write_line(f"Installatie {facts['database_id']} in {facts['home']}")
    write_line(f"Functioneel beheerder: {first.login}")
    write_line(f"Sleutel van de audittrail: {facts['keys']}")
    write_line(f"Ankers: {facts['anchors']} · kop {facts['head']} (regel {facts['rows']})")
    write_line("Bewaar de sleutel en de ankers ook buiten deze computer, ieder op een eigen plaats.")


def already_there() -> Refused:
    return Refused(
        "This installation has people already; the first administrator is there.",
        "Let an administrator add people with 'voorverslag admin person add' or 'admin load'.",
        code="bootstrap",
    )


def example(
    out: Annotated[Path, typer.Option("--out", help="Te schrijven bestand (.toml).")],
    json: JsonOption = False,
) -> None:
    """Schrijf een voorbeeld van een afdelingsbestand."""
    import resources

    if out.exists():
        raise InputError(
            "The file {file} exists already.", "Name another file.", code="exists", fields={"file": str(out)}
        )
    out.write_bytes(resources.path("examples", "department.toml").read_bytes())
    if json:
        write_json({"out": str(out)})
    else:
        write_line(str(out))


# --- a whole department ------------------------------------------------------------------------------------
def load(
    file: FileArgument,
    login: LoginOption,
    password_stdin: StdinOption = False,
    check: Annotated[bool, typer.Option("--check", help="Controleer alleen; leg niets vast.")] = False,
    json: JsonOption = False,
) -> None:
    """Leg een afdelingsbestand vast voor zover een functioneel beheerder dat mag; zeg wie daarna wat doet."""
    from desktop.operations import department_load
    from desktop.operations.department_file import read_department
    from governance.people import Role

    with opened() as store:
        plan = read_department(file, store.clock())
        if check:
            if json:
                write_json({"file": str(file), "ok": True})
            else:
                write_line(f"{file}: in orde; er is niets vastgelegd.")
            return
        password = Passwords(stdin=password_stdin).ask("Wachtwoord")
        _, admin = sign_in(store, login, password, Role.ADMINISTRATOR)
        done = department_load.load(store, admin, plan)
        steps = department_load.open_steps(store, plan)
    if json:
        write_json(
            {
                "recorded": done.recorded,
                "unchanged": done.unchanged,
                "initial_passwords": done.passwords,
                "open": [step_json(s) for s in steps],
            }
        )
        return
    write_line(f"{len(done.recorded)} vastgelegd, {len(done.unchanged)} ongewijzigd")
    for what in done.recorded:
        write_line(f"  {what}")
    if done.passwords:
        write_line("Eerste wachtwoorden (worden één keer getoond; geef ze persoonlijk):")
        for who, given in done.passwords.items():
            write_line(f"  {who}  {given}")
    write_steps(steps)


def step_json(step: Step) -> dict[str, str]:
    return {
        "login": step.login,
        "deed": step.deed.value,
        "subject": step.subject,
        "person": step.person,
        "waits_for": step.waits_for,
    }


def step_words(step: Step) -> str:
    return DEEDS[step.deed.value].format(login=step.login, subject=step.subject, person=step.person)


def write_steps(steps: Sequence[Step]) -> None:
    if not steps:
        write_line("Er staat niets meer open.")
        return
    write_line("Nog te doen:")
    for step in steps:
        later = "" if not step.waits_for else "  (later)"
        write_line(f"  {step.login}: {step_words(step)}{later}")


def enrol(
    who: Annotated[str, typer.Argument(metavar="LOGIN", help="Uw gebruikersnaam.")],
    witness: Annotated[
        str, typer.Option("--witness", help="Gebruikersnaam van de tweede persoon die meekijkt.")
    ],
    password_stdin: StdinOption = False,
    json: JsonOption = False,
) -> None:
    """Kies een eigen wachtwoord en schrijf uw sleutel in, met een tweede persoon erbij."""
    from governance import service
    from governance.accounts import WITNESS_ROLES, require_password
    from governance.errors import NotPermitted

    ask = Passwords(stdin=password_stdin)
    with opened() as store:
        present = ask.ask(f"Huidig wachtwoord van {who}")
        signed, acting = sign_in(store, who, present)
        new = ask.ask(f"Nieuw wachtwoord van {who}", twice=True)
        require_password(new)
        if new == present:
            raise InputError(
                "The new password is the present one.", "Choose a password of your own.", code="password"
            )
        second_password = ask.ask(f"Wachtwoord van {witness}")
        _, second = sign_in(store, witness, second_password, *WITNESS_ROLES)
        if second.person.id == signed.person.id:
            raise Refused(
                "A signing key is enrolled by two persons.",
                "Ask a second person to sign in.",
                code="second_person",
            )
        if second.role not in WITNESS_ROLES:  # before the password is another
            raise NotPermitted.because("T-ACCOUNT", {"rol": second.role.value})
        service.change_password(store, acting, present, new)
        fingerprint = service.enrol_key(store, signed, new, second)
    if json:
        write_json({"login": who, "fingerprint": fingerprint, "witness": witness})
    else:
        write_line(f"{who}: sleutel {fingerprint[:16]}… ingeschreven, met {witness}")


def confirm(
    file: FileArgument,
    login: LoginOption,
    password_stdin: StdinOption = False,
    yes: Annotated[bool, typer.Option("--yes", help="Vraag geen bevestiging.")] = False,
    json: JsonOption = False,
) -> None:
    """Doe uw eigen deel van een afdelingsbestand: verklaren, toetsen, goedkeuren, ondertekenen, aanvaarden."""
    from desktop.operations import department_load
    from desktop.operations.department_file import read_department

    with opened() as store:
        plan = read_department(file, store.clock())
        mine = [s for s in department_load.open_steps(store, plan) if s.login == login]
        ready = [s for s in mine if s.deed is not department_load.Deed.ENROL]
        if not json:
            _show(plan, ready)
        if ready and not yes:
            if json or password_stdin:
                raise InputError(
                    "What you confirm must be read first.",
                    "Run the command without --json and --password-stdin, or add --yes.",
                    code="confirm",
                )
            if not typer.confirm("Bevestigt u dit?", default=False, err=True):
                raise Refused("Nothing was confirmed.", code="confirm")
        password = Passwords(stdin=password_stdin).ask(f"Wachtwoord van {login}")
        signed, acting = sign_in(store, login, password)
        role = department_load.acting_role(signed.roles, ready)
        if role is not acting.role:
            from governance import service

            acting = service.act_as(store, signed, role)
        done = department_load.confirm(store, acting, password, plan)
        left = department_load.open_steps(store, plan)
    if json:
        write_json({"done": [step_json(s) for s in done], "open": [step_json(s) for s in left]})
        return
    for step in done:
        write_line(f"gedaan: {step_words(step)}")
    write_steps(left)


def _show(plan: Any, steps: Sequence[Step]) -> None:
    """What is confirmed, in full: the words that are signed and the texts that are said to be read."""
    for step in steps:
        write_line(f"- {step_words(step)}")
        deed = step.deed.value
        if deed == "declare":
            write_line("  " + next(c.declaration for c in plan.competences if c.record.id == step.subject))
        elif deed == "approve":
            write_line(next(p.record.text for p in plan.protocols if p.record.id == step.subject).strip())
        elif deed in ("sign_order", "accept"):
            order = next(o.record for o in plan.orders if o.record.id == step.subject)
            write_line(f"  {order.indication}. {order.instructions_text} Contact: {order.contact}.")
        elif deed == "acknowledge":
            texts = [p.record.instructions for p in plan.protocols] + [
                o.record.instructions for o in plan.orders
            ]
            found = next(i for i in texts if i and f"{i.title} {i.version}" == step.subject)
            write_line(plan.files[found.sha256].decode("utf-8").strip())
        elif deed == "assess":
            entry = next(c for c in plan.competences if c.record.id == step.subject)
            write_line(
                "  "
                + ", ".join(f"{i.item} {i.score}" for i in entry.assessment.items)
                + f"; {'voldaan' if entry.assessment.passed else 'niet voldaan'}; {entry.assessment.observation}"
            )


# --- persons -----------------------------------------------------------------------------------------------
@person.callback()
def persons() -> None:
    """Personen toevoegen, een nieuw eerste wachtwoord geven, uitschakelen."""


def _day(text: str, option: str, *, end: bool = False) -> datetime:
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise InputError(
            "The value '{text}' of {option} isn't a date.",
            "Give a date as 2026-11-24.",
            code="bad_option",
            fields={"text": text, "option": option},
        ) from error
    return datetime.combine(found + timedelta(days=int(end)), time()).astimezone().astimezone(UTC)


@person.command("add")
def add(
    login: Annotated[str, typer.Option("--login", help="Gebruikersnaam.")],
    name: Annotated[str, typer.Option("--name", help="Naam zoals getoond.")],
    role: Annotated[list[str], typer.Option("--role", help="Rol (code); herhaalbaar.")],
    admin: AsOption,
    group: Annotated[list[str] | None, typer.Option("--group", help="Groep (id); herhaalbaar.")] = None,
    until: Annotated[str, typer.Option("--valid-until", help="Laatste dag van de rollen.")] = "",
    big: Annotated[str, typer.Option("--big", help="BIG-nummer, 11 cijfers.")] = "",
    big_from: Annotated[str, typer.Option("--big-valid-from", help="Eerste dag van de registratie.")] = "",
    big_until: Annotated[str, typer.Option("--big-valid-until", help="Laatste dag van de registratie.")] = "",
    password_stdin: StdinOption = False,
    json: JsonOption = False,
) -> None:
    """Leg een persoon vast met een eerste wachtwoord."""
    from desktop.operations.department_file import person_id
    from desktop.operations.department_load import one_time_password
    from governance import service
    from governance.people import BigArticle, BigRegistration, Membership, Person, Role, RoleAssignment

    unknown = [r for r in role if r not in list(Role)]
    if unknown:
        raise InputError(
            "There is no role '{role}'.",
            "Choose from: {roles}.",
            code="role",
            fields={"role": unknown[0], "roles": ", ".join(Role)},
        )
    if big and not (big_from and big_until):
        raise InputError(
            "A BIG registration needs its first and last day.",
            "Give --big-valid-from and --big-valid-until.",
            code="big",
        )
    registration = (
        BigRegistration(
            big,
            BigArticle.ARTICLE_3,
            _day(big_from, "--big-valid-from"),
            _day(big_until, "--big-valid-until", end=True),
        )
        if big
        else None
    )
    end = _day(until, "--valid-until", end=True) if until else None
    with opened() as store:
        acting = _administrator(store, admin, password_stdin)
        now = store.clock()
        new = Person(
            id=person_id(login.strip()),
            name=name.strip(),
            display_name=name.strip(),
            login=login.strip(),
            active=True,
            roles=tuple(RoleAssignment(Role(r), now, end) for r in dict.fromkeys(role)),
            groups=tuple(Membership(g, now, end) for g in group or ()),
            big=registration,
        )
        if _find(store, new.login) is not None:
            raise InputError("Another person has this sign-in name.", code="login")
        _known_groups(store, group or ())
        password = one_time_password()
        service.record_person(store, acting, new)
        service.create_account(store, acting, new.id, password)
    if json:
        write_json({"id": new.id, "login": new.login, "initial_password": password})
    else:
        write_line(f"{new.login} vastgelegd; eerste wachtwoord (wordt één keer getoond): {password}")


def _administrator(store: Store, login: str, stdin: bool) -> Acting:
    from governance.people import Role

    password = Passwords(stdin=stdin).ask(f"Wachtwoord van {login}")
    return sign_in(store, login, password, Role.ADMINISTRATOR)[1]


def _find(store: Store, login: str) -> Person | None:
    from governance.people import Person
    from governance.store import registers

    with store.read() as connection:
        return next(iter(registers.everything(connection, "person", Person, login=login)), None)


def _require(store: Store, login: str) -> Person:
    found = _find(store, login)
    if found is None:
        raise InputError(
            "There is no person with the sign-in name '{login}'.",
            "See 'voorverslag admin list'.",
            code="unknown_person",
            fields={"login": login},
        )
    return found


def _known_groups(store: Store, wanted: Sequence[str]) -> None:
    from governance.people import Group
    from governance.store import registers

    with store.read() as connection:
        known = {g.id for g in registers.everything(connection, "group", Group)}
    missing = [g for g in wanted if g not in known]
    if missing:
        raise InputError(
            "There is no group '{group}'.",
            "See 'voorverslag admin list'.",
            code="group",
            fields={"group": missing[0]},
        )


@person.command("password")
def password_(
    login: Annotated[str, typer.Argument(help="Gebruikersnaam van wie het wachtwoord kwijt is.")],
    admin: AsOption,
    password_stdin: StdinOption = False,
    json: JsonOption = False,
) -> None:
    """Geef een nieuw eerste wachtwoord; de oude sleutel wordt ingetrokken."""
    from desktop.operations.department_load import one_time_password
    from governance import service

    with opened() as store:
        acting = _administrator(store, admin, password_stdin)
        who = _require(store, login)
        new = one_time_password()
        service.reset_password(store, acting, who.id, new)
    if json:
        write_json({"login": login, "initial_password": new})
    else:
        write_line(f"{login}: nieuw eerste wachtwoord (wordt één keer getoond): {new}")
        write_line("De sleutel is ingetrokken; schrijf een nieuwe in met 'voorverslag admin enrol'.")


@person.command("disable")
def disable(
    login: Annotated[str, typer.Argument(help="Gebruikersnaam.")],
    admin: AsOption,
    password_stdin: StdinOption = False,
    json: JsonOption = False,
) -> None:
    """Schakel iemand uit: geen aanmelding, geen handeling meer; alles wat gedaan is, blijft."""
    from dataclasses import replace

    from governance import service, signing

    with opened() as store:
        acting = _administrator(store, admin, password_stdin)
        who = _require(store, login)
        service.record_person(store, acting, replace(who, active=False))
        with store.read() as connection:
            key = signing.current_key(connection, who.id, store.clock())
        if key is not None:
            service.revoke_key(store, acting, who.id, "disabled")
    if json:
        write_json({"login": login, "active": False, "key_revoked": key is not None})
    else:
        write_line(f"{login} is uitgeschakeld")


# --- list --------------------------------------------------------------------------------------------------
def list_all(login: LoginOption, password_stdin: StdinOption = False, json: JsonOption = False) -> None:
    """Toon personen, groepen, taken, protocollen, bekwaamheden en opdrachten met hun geldigheid."""
    from desktop.operations.department_list import overview
    from governance.people import Role

    with opened() as store:
        password = Passwords(stdin=password_stdin).ask("Wachtwoord")
        wanted = (Role.ADMINISTRATOR, Role.COORDINATOR, Role.AUDITOR, Role.RADIOLOGIST)
        _, acting = sign_in(store, login, password, *wanted)
        found = overview(store, acting)
    if json:
        write_json(found)
        return
    for p in found["people"]:
        state = "" if p["active"] else " · uitgeschakeld"
        key = "sleutel" if p["key"] else "geen sleutel"
        roles = ", ".join(
            r["role"] + (f" tot {r['valid_until'][:10]}" if r["valid_until"] else "") for r in p["roles"]
        )
        big = f" · BIG {p['big']} tot {p['big_valid_until'][:10] or '–'}" if p["big"] else ""
        write_line(f"{p['login']}  {p['name']} · {roles}{big} · {key}{state}")
    for t in found["tasks"]:
        write_line(f"taak {t['key']} · {'vrijgegeven' if t['active'] else 'niet vrijgegeven'}")
    for r in found["protocols"]:
        write_line(f"protocol {r['id']} · {'goedgekeurd' if r['approved_by'] else 'niet goedgekeurd'}")
    for c in found["competences"]:
        write_line(
            f"bekwaamheid {c['id']} · {c['login']} · tot {c['expires'][:10] or '–'}"
            f" · {'verklaard' if c['declared'] else 'niet verklaard'}"
            f" · {'getoetst' if c['assessed'] else 'niet getoetst'}"
        )
    for o in found["orders"]:
        write_line(
            f"opdracht {o['id']} · {o['delegator']} · {'geldig' if o['valid'] else 'niet geldig'}"
            f" · aanvaard door {', '.join(o['accepted']) or 'niemand'}"
        )
