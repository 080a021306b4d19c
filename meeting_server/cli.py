"""The command line: run, migrate, replay, verify, add-person, put-text, put-claim."""

import argparse
import asyncio
import getpass
import os
import pprint
import sys
import textwrap
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.exc import DBAPIError, IntegrityError

from meeting_server import config, serving
from meeting_server.accounts.credentials import LONGEST, SHORTEST, Weakness
from meeting_server.accounts.providers import written
from meeting_server.audit.entry import stamp
from meeting_server.audit.names import NAMES
from meeting_server.audit.recordings import hold
from meeting_server.audit.verify import entries_of, verify
from meeting_server.config import SettingRefused, Settings
from meeting_server.db import engine
from meeting_server.db.audit_log import StoredLog
from meeting_server.db.people import PeopleRows, PersonRow
from meeting_server.db.providers import ProviderRows
from meeting_server.db.texts import TextRows
from meeting_server.meeting.ids import MeetingId
from meeting_server.meeting.state import Meeting
from meeting_server.services.clock import WallClock
from meeting_server.services.keys import key_of
from meeting_server.services.passwords import Passwords, weakness_of
from meeting_server.services.people import People, new_person_id
from meeting_server.services.providers import Providers
from meeting_server.services.texts import BadWording, Kind, VersionTaken, wording_of

_WEAK = {
    Weakness.TOO_SHORT: f"The password is too short: choose one of {SHORTEST} characters or more.",
    Weakness.TOO_LONG: f"The password is too long: choose one of {LONGEST} characters or fewer.",
    Weakness.CONTAINS_NAME: "The password contains the sign-in name: choose another.",
    Weakness.COMMON: "The password is a common one, or is made of one, and would soon be guessed: choose another.",
    Weakness.TOO_PLAIN: "The password repeats too few characters: choose another.",
}


_PUT_CLAIM = "write on an account what a provider will say of its person; asks for the value"
_ALTERED, _UNCHECKED, _INCOMPLETE = 1, 2, 3
_OUTCOMES = (
    f"Ends with 0 when everything is as the log says; with {_ALTERED} when something was altered; with {_UNCHECKED} when "
    f"the file or the folder is not there; with {_INCOMPLETE} when nothing was altered, but files are missing."
)


class Stopped(Exception):  # noqa: N818 - the end of a command, with the sentence that says why
    """The command cannot go on; the message is for the person at the terminal."""

    def __init__(self, sentence: str, status: int = 1) -> None:
        super().__init__(sentence)
        self.status = status


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it did what was asked, else a sentence on standard error, and 1 (see `verify --help`)."""
    # What is written, the database above all, is for this account alone.
    os.umask(0o077)
    asked = parser().parse_args(arguments)
    command: Callable[[argparse.Namespace, Settings], int] = asked.command
    try:
        return command(asked, config.read(os.environ))
    except Stopped as stopped:
        print(stopped, file=sys.stderr)
        return stopped.status
    except (SettingRefused, serving.CannotServe) as refused:
        print(refused, file=sys.stderr)
    except PermissionError as denied:
        print(
            f"{denied.filename or 'A file'} may not be written: set DATA_DIR to a folder of yours.",
            file=sys.stderr,
        )
    except DBAPIError as broken:
        print(f"The database does not answer as it should: {broken.orig}. See DATABASE_URL.", file=sys.stderr)
    except KeyboardInterrupt:
        return 0
    return 1


def parser() -> argparse.ArgumentParser:
    """What the command line understands."""
    top = argparse.ArgumentParser(
        prog="meeting-server", description="Committee meetings by videoconference, and their record."
    )
    commands = top.add_subparsers(required=True, metavar="command")

    run = commands.add_parser("run", help="serve meetings until Ctrl-C; settings are in the environment")
    run.set_defaults(command=_run)

    migrate = commands.add_parser("migrate", help="bring the database to the newest tables")
    migrate.set_defaults(command=_in_loop(_migrate))

    replay = commands.add_parser("replay", help="print a meeting as it stood after some entries of its log")
    replay.add_argument("meeting", help="the meeting's id, mtg_…")
    replay.add_argument("--entries", type=int, metavar="N", help="how many entries; all when left out")
    replay.set_defaults(command=_in_loop(_replay))

    check = commands.add_parser("verify", help="check the package of a log, offline", epilog=_OUTCOMES)
    check.add_argument("package", type=Path, help="the zip file, or the folder it was unpacked into")
    check.add_argument(
        "--recordings",
        type=Path,
        metavar="FOLDER",
        help="hold the files of this folder, mtg_…, against it too",
    )
    check.set_defaults(command=_verify)

    person = commands.add_parser("add-person", help="give a person an account; asks for the password")
    person.add_argument("sign_in_name", help="what the person signs in with")
    person.add_argument("name", help="the name with its title, as on the roster")
    person.add_argument("office", help="the office held, as on the roster")
    person.set_defaults(command=_in_loop(_add_person))

    _put_text_parser(
        commands.add_parser("put-text", help="put a new version of the agency's terms or manual in force")
    )
    _put_claim_parser(commands.add_parser("put-claim", help=_PUT_CLAIM))
    return top


def _put_text_parser(text: argparse.ArgumentParser) -> None:
    text.add_argument("kind", choices=[kind.value for kind in Kind], help="which text")
    text.add_argument("version", help="what this version is called; never used twice")
    text.add_argument("--th", type=Path, required=True, metavar="FILE", help="the Thai text, in UTF-8")
    text.add_argument("--en", type=Path, required=True, metavar="FILE", help="the English text, in UTF-8")
    text.set_defaults(command=_in_loop(_put_text))


def _put_claim_parser(claim: argparse.ArgumentParser) -> None:
    claim.add_argument("sign_in_name", help="what the person signs in with")
    claim.add_argument("provider", help="the provider's name in the file of PROVIDERS")
    claim.set_defaults(command=_in_loop(_put_claim))


def _in_loop(
    command: Callable[[argparse.Namespace, Settings], Awaitable[None]],
) -> Callable[[argparse.Namespace, Settings], int]:
    def run(asked: argparse.Namespace, settings: Settings) -> int:
        async def whole() -> None:
            config.make_folder(settings.data_dir)
            await command(asked, settings)

        asyncio.run(whole())
        return 0

    return run


def _run(_asked: argparse.Namespace, settings: Settings) -> int:
    for doubt in config.doubts(os.environ):
        print(doubt, file=sys.stderr)
    return serving.run(settings)


async def _migrate(_asked: argparse.Namespace, settings: Settings) -> None:
    await engine.migrate(settings.database_url)
    print(f"The database has the newest tables ({engine.HEAD}).")


async def _replay(asked: argparse.Namespace, settings: Settings) -> None:
    await engine.migrate(settings.database_url)
    database = engine.create(settings.database_url)
    meeting, told = Meeting(), 0
    try:
        async for entry in StoredLog(database, WallClock()).read(MeetingId(asked.meeting)):
            if told == asked.entries:
                break
            meeting, told = meeting.after(entry.fact), told + 1
            orders = f" on orders of {entry.on_orders_of}" if entry.on_orders_of else ""
            print(f"{entry.seq:6}  {stamp(entry.t)}  {NAMES[type(entry.fact)]:28}  {entry.actor}{orders}")
    finally:
        await database.close()
    if told == 0:
        raise Stopped(f"There is no log of a meeting {asked.meeting} here: see DATA_DIR and DATABASE_URL.")
    print(f"\nThe meeting after {told} entries:\n")
    for part, stands in meeting._asdict().items():
        print(f"{part}:\n{textwrap.indent(pprint.pformat(stands, width=106), '    ')}")


def _verify(asked: argparse.Namespace, _settings: Settings) -> int:
    if not asked.package.exists():
        raise Stopped(
            f"ไม่พบไฟล์ {asked.package} ให้ระบุที่อยู่ของบันทึกที่ดาวน์โหลดไว้\n"
            f"There is no file {asked.package}: write the path of the log that you downloaded.",
            _UNCHECKED,
        )
    report = verify(asked.package)
    for sentence in report.sentences():
        print(sentence)
    if not report.whole or asked.recordings is None:
        return 0 if report.whole else _ALTERED
    if not asked.recordings.is_dir():
        raise Stopped(
            f"ไม่พบโฟลเดอร์ {asked.recordings} ให้ระบุโฟลเดอร์ของการประชุมนี้ mtg_… ใน DATA_DIR\n"
            f"There is no folder {asked.recordings}: write the meeting's own, mtg_…, in DATA_DIR.",
            _UNCHECKED,
        )
    held = hold(entries_of(asked.package), asked.recordings)
    for sentence in held.sentences():
        print(sentence)
    if not held.whole:
        return _ALTERED
    return 0 if held.complete else _INCOMPLETE


async def _add_person(asked: argparse.Namespace, settings: Settings) -> None:
    sign_in_name = asked.sign_in_name.strip().casefold()
    password = _password(sign_in_name)
    await engine.migrate(settings.database_url)
    database = engine.create(settings.database_url)
    try:
        people = PeopleRows(database)
        added = PersonRow(
            person=new_person_id(),
            sign_in_name=sign_in_name,
            name=asked.name.strip(),
            office=asked.office.strip(),
            created_at=datetime.now(UTC),
            # Somebody must be able to begin; from then on only an administrator makes another.
            administrator=await people.count() == 0,
        )
        await people.add(added, await Passwords().hash(password))
    except IntegrityError:
        raise Stopped(f"Somebody signs in as {sign_in_name} already: choose another name.") from None
    finally:
        await database.close()
    print(f"Added {added.name} ({added.office}), who signs in as {sign_in_name}.")
    if added.administrator:
        print("The first person on this server sees to its register of people, as its administrator.")
        if not settings.agency:
            print("When they first sign in they are asked for the agency's official name, or set AGENCY.")


async def _put_text(asked: argparse.Namespace, settings: Settings) -> None:
    try:
        wording = wording_of(asked.version, asked.th.read_text("utf-8"), asked.en.read_text("utf-8"))
    except FileNotFoundError as missing:
        raise Stopped(f"There is no file {missing.filename}: write the path of the text.") from missing
    except UnicodeDecodeError:
        raise Stopped("The text is not in UTF-8: save it so, and try again.") from None
    except BadWording as bad:
        raise Stopped(str(bad)) from bad
    await engine.migrate(settings.database_url)
    database = engine.create(settings.database_url)
    try:
        await TextRows(database).add(Kind(asked.kind), wording, datetime.now(UTC))
    except VersionTaken:
        raise Stopped(
            f"Version {wording.version} was in force already: name the new one differently."
        ) from None
    finally:
        await database.close()
    print(f"Version {wording.version} of the {asked.kind} is in force (SHA-256 {wording.sha256}).")


async def _put_claim(asked: argparse.Namespace, settings: Settings) -> None:
    provider = {each.id: each for each in settings.providers}.get(asked.provider)
    if provider is None:
        raise Stopped(f"There is no provider {asked.provider}: see PROVIDERS.")
    if not provider.claim:
        raise Stopped(f"{provider.id} has no claim in its settings: people link their accounts themselves.")
    value = written(provider.claim, _asked_for(f"{provider.claim} of {asked.sign_in_name}: "))
    if not value:
        raise Stopped(
            f"That cannot be the {provider.claim} of a person: write it as {provider.name_en} has it."
        )
    await engine.migrate(settings.database_url)
    database = engine.create(settings.database_url)
    try:
        rows, clock = PeopleRows(database), WallClock()
        found = await rows.by_sign_in_name(asked.sign_in_name.strip().casefold())
        if found is None:
            raise Stopped(f"Nobody signs in as {asked.sign_in_name}.")
        people, key = People(rows, Passwords(), clock), key_of(settings.keys, "claims")
        providers = Providers(settings.providers, {}, ProviderRows(database), people, clock, key)
        if not await providers.write_claim(provider, value, found.person):
            raise Stopped(f"This {provider.claim} is written on another account already.")
    finally:
        await database.close()
    print(f"{found.name} may sign in by {provider.name_en} from now on; the first time links the account.")


def _asked_for(what: str) -> str:
    """Not in the arguments, which others on this machine can see; unseen on a terminal."""
    return getpass.getpass(what) if sys.stdin.isatty() else sys.stdin.readline()


def _password(sign_in_name: str) -> str:
    """Asked for twice on a terminal; one line of standard input elsewhere."""
    if sys.stdin.isatty():
        password = getpass.getpass("Password, 12 characters or more: ")
        if getpass.getpass("The same again: ") != password:
            raise Stopped("The two passwords differ: try again.")
    else:
        password = sys.stdin.readline().rstrip("\n")
    if weak := weakness_of(password, sign_in_name):
        raise Stopped(_WEAK[weak])
    return password
