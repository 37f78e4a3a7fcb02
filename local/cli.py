"""The `postbag` command."""

import argparse
import gc
import os
import re
import sys
from importlib.metadata import version
from pathlib import Path

from local.errors import LocalError

MOST_SECONDS = 600
OPERATING = ("recount", "verify-log", "train")
"""What an operator does to a table."""
TEMPLATE = Path(__file__).resolve().parent.parent / "template.yaml"


def main(arguments: list[str] | None = None) -> int:
    """Run the command; the exit status is 0, 1 if it could not be done, 2 if it was not understood."""
    given = _parser().parse_args(arguments)
    # Nothing that is made while starting is garbage; looking for some takes a quarter of the time.
    collected = gc.isenabled()
    gc.disable()
    try:
        return _run(given)
    except LocalError as error:
        print(f"postbag: {error}", file=sys.stderr)
        return 1
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] in {"functions", "local", "shared"}:
            raise
        print(f"postbag: {error.name} is not installed; run: make serve", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    finally:
        if collected:
            gc.enable()


def _run(given: argparse.Namespace) -> int:
    # Each imports what it needs and no more: a token should not wait for moto.
    if given.command == "serve":
        from local.serve.server import serve  # noqa: PLC0415

        serve(given.template, given.port, given.endpoint_url, empty=given.empty)
        return 0
    if given.command == "invoke":
        from local.invoke import invoke_file  # noqa: PLC0415

        return invoke_file(given.template, given.file, given.function)
    if given.command == "openapi":
        from local.openapi import made_files  # noqa: PLC0415

        made_files.check() if given.check else made_files.write()
        return 0
    if given.command == "tables":
        from local import tables  # noqa: PLC0415

        tables.check() if given.check else tables.write()
        return 0
    if given.command in OPERATING:
        return _operate(given)
    from local.login.token import fetch_token  # noqa: PLC0415

    print(fetch_token(given.url, given.role))
    return 0


def _operate(given: argparse.Namespace) -> int:
    if given.command == "recount":
        from local.operate import recount  # noqa: PLC0415

        return recount.run(
            given.table, given.article, endpoint_url=given.endpoint_url, check=given.check, settle=given.settle
        )
    if given.command == "verify-log":
        from local.operate import verify_log  # noqa: PLC0415

        return verify_log.run(
            given.table, given.month, endpoint_url=given.endpoint_url, expected=given.expect, link=given.link
        )
    from local.operate import train  # noqa: PLC0415

    return train.run(given.table, endpoint_url=given.endpoint_url, check=given.check, threshold=given.threshold)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="postbag", description="Postbag on a laptop.")
    parser.add_argument("--version", action="version", version=f"postbag {version('postbag')}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")

    serve = commands.add_parser("serve", help="the whole service on 127.0.0.1")
    serve.add_argument("--port", type=int, default=8000, help="8000 unless given; 0 takes a free one")
    serve.add_argument("--endpoint-url", metavar="URL", help="another DynamoDB, in place of memory")
    serve.add_argument("--empty", action="store_true", help="without the demo's comments")

    invoke = commands.add_parser("invoke", help="one function on one stored event")
    invoke.add_argument("file", type=Path, help="events/<function>.<what>.json")
    invoke.add_argument("--function", metavar="NAME", help="another function than the file's name says")

    openapi = commands.add_parser("openapi", help="write what docs/ has of the routes: openapi.json, routes.md, …")
    openapi.add_argument("--check", action="store_true", help="only say whether they are what the routes say")

    tables = commands.add_parser("tables", help="write the modules made from shared/domain/networks_and_reasons.json")
    tables.add_argument("--check", action="store_true", help="only say whether they are what the JSON says")

    token = commands.add_parser("token", help="a moderator's token, for curl")
    token.add_argument("--role", choices=("moderator", "admin"), default="moderator")
    token.add_argument("--url", default="http://127.0.0.1:8000", help="where the service runs")

    _recount(commands.add_parser("recount", help="hold tallies against the facts, and put them right"))
    _verify_log(commands.add_parser("verify-log", help="is the moderators' log as it was written?"))
    _train(commands.add_parser("train", help="the spam filter learns the moderators' log anew"))

    for command in (serve, invoke):
        command.add_argument("--template", type=Path, default=TEMPLATE, help=argparse.SUPPRESS)
    return parser


def _operates(parser: argparse.ArgumentParser, what: str, rights: str) -> None:
    """What an operator's commands have in common: a table, and what they must be allowed to do to it."""
    parser.description = what
    parser.epilog = f"It takes AWS credentials and region from the environment. They must allow {rights}"
    parser.add_argument("--table", required=True, metavar="NAME", help="as CloudFormation named it")
    parser.add_argument("--endpoint-url", metavar="URL", help="another DynamoDB than AWS's")


def _recount(parser: argparse.ArgumentParser) -> None:
    _operates(
        parser,
        "Holds the tallies of a table against the facts in it, while the service goes on, and puts right what differs. "
        "docs/operate/recount.md says when, what it costs, and what it cannot rebuild.",
        "DescribeTable, Query, BatchGetItem and GetItem on the table, with --all also Scan, without --check also "
        "UpdateItem and DeleteItem; and DescribeStream, GetShardIterator and GetRecords on its stream. What `make "
        "serve` keeps in memory is in another process: to recount it, serve with --endpoint-url, and give the same URL "
        "here.",
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--article", metavar="ID", type=_article, help="one article, its comments and places in lists")
    what.add_argument("--all", action="store_true", help="every tally: reads the whole table")
    parser.add_argument("--check", action="store_true", help="change nothing; exit with 1 if something differs")
    parser.add_argument(
        "--settle",
        type=_seconds,
        default=5.0,
        metavar="SECONDS",
        help="how long the stream may take to bring what has happened: 5 unless given",
    )


def _train(parser: argparse.ArgumentParser) -> None:
    _operates(
        parser,
        "Makes the spam filter anew from the moderators' decisions, in the order of the log, and says how good it is. "
        "docs/operate/train.md says when that is needed.",
        "Query and BatchGetItem on the table, without --check also UpdateItem.",
    )
    parser.add_argument("--check", action="store_true", help="change nothing; exit with 1 if something differs")
    parser.add_argument("--threshold", type=float, default=0.9, help="as in the policy; 0.9 unless given")


def _verify_log(parser: argparse.ArgumentParser) -> None:
    _operates(
        parser,
        "Makes every hash of the moderators' log anew and says which entries were altered, removed, put in or moved, "
        "and whether a month's sums are right. docs/operate/verify-log.md says what to do then, and why to keep a "
        "hash elsewhere.",
        "Query and BatchGetItem on the table, with --link also UpdateItem.",
    )
    parser.add_argument("--month", type=_month, metavar="YYYY-MM", help="one month (UTC), in place of all")
    parser.add_argument(
        "--expect", action="append", default=[], metavar="HASH", help="a hash that was kept: must be an entry's"
    )
    parser.add_argument("--link", action="store_true", help="first link the entries that nobody has linked")


def _month(text: str) -> str:
    if not re.fullmatch(r"20[0-9]{2}-(0[1-9]|1[0-2])", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a month; write it as 2026-11")
    return text


def _article(text: str) -> str:
    from shared.domain.identifiers import is_article_id  # noqa: PLC0415 (no other command needs pydantic so early)

    if not is_article_id(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not an article's id")
    return text


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= MOST_SECONDS:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds up to {MOST_SECONDS}")
    return seconds
