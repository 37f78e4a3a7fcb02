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
"""Commands with which an operator works on a table."""
TEMPLATE = Path(__file__).resolve().parent.parent / "template.yaml"


def main(arguments: list[str] | None = None) -> int:
    """Run the command. Return 0 if it succeeded, 1 if it failed, 2 if its arguments were wrong."""
    given = _parser().parse_args(arguments)
    # Starting makes no garbage, and searching for it would take a quarter of the time.
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
    # Each branch imports only its own modules: `token` should not wait for moto.
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
    serve.add_argument("--port", type=int, default=8000, help="default 8000; 0 takes a free port")
    serve.add_argument("--endpoint-url", metavar="URL", help="another DynamoDB, instead of memory")
    serve.add_argument("--empty", action="store_true", help="without the demo's comments")

    invoke = commands.add_parser("invoke", help="one function on one stored event")
    invoke.add_argument("file", type=Path, help="events/<function>.<what>.json")
    invoke.add_argument("--function", metavar="NAME", help="a function other than the one in the file's name")

    openapi = commands.add_parser("openapi", help="write the pages made from the routes: openapi.json, routes.md, …")
    openapi.add_argument("--check", action="store_true", help="write nothing; fail if the pages are out of date")

    tables = commands.add_parser("tables", help="write the modules made from shared/domain/networks_and_reasons.json")
    tables.add_argument("--check", action="store_true", help="only say whether they are what the JSON says")

    token = commands.add_parser("token", help="a moderator's token, for curl")
    token.add_argument("--role", choices=("moderator", "admin"), default="moderator")
    token.add_argument("--url", default="http://127.0.0.1:8000", help="where the service runs")

    _recount(commands.add_parser("recount", help="compare tallies with the facts and correct them"))
    _verify_log(commands.add_parser("verify-log", help="check that nobody has altered the moderators' log"))
    _train(commands.add_parser("train", help="train the spam filter anew from the moderators' log"))

    for command in (serve, invoke):
        command.add_argument("--template", type=Path, default=TEMPLATE, help=argparse.SUPPRESS)
    return parser


def _operates(parser: argparse.ArgumentParser, what: str, rights: str) -> None:
    """Add the common parts of an operator's command: the table, and the rights that it needs."""
    parser.description = what
    parser.epilog = f"AWS credentials and region come from the environment. The credentials must allow {rights}"
    parser.add_argument("--table", required=True, metavar="NAME", help="the name that CloudFormation gave it")
    parser.add_argument("--endpoint-url", metavar="URL", help="a DynamoDB other than AWS's")


def _recount(parser: argparse.ArgumentParser) -> None:
    _operates(
        parser,
        "Compares a table's tallies with its facts and corrects those that differ. The service goes on meanwhile. "
        "docs/operate/recount.md says when, what it costs, and what it cannot rebuild.",
        "DescribeTable, Query, BatchGetItem and GetItem on the table, with --all also Scan, without --check also "
        "UpdateItem and DeleteItem; and DescribeStream, GetShardIterator and GetRecords on its stream. The table of "
        "`make serve` is in the memory of another process. To recount it, run `make serve` with --endpoint-url and "
        "give the same URL here.",
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--article", metavar="ID", type=_article, help="one article, its comments and its places in lists"
    )
    what.add_argument("--all", action="store_true", help="every tally: reads the whole table")
    parser.add_argument("--check", action="store_true", help="change nothing; exit with 1 if something differs")
    parser.add_argument(
        "--settle",
        type=_seconds,
        default=5.0,
        metavar="SECONDS",
        help="the time that the stream may need to bring every change; default 5",
    )


def _train(parser: argparse.ArgumentParser) -> None:
    _operates(
        parser,
        "Trains the spam filter anew from the moderators' decisions, in the order of the log, and says how good it is. "
        "docs/operate/train.md says when you need this.",
        "Query and BatchGetItem on the table, without --check also UpdateItem.",
    )
    parser.add_argument("--check", action="store_true", help="change nothing; exit with 1 if something differs")
    parser.add_argument("--threshold", type=float, default=0.9, help="the policy's threshold; default 0.9")


def _verify_log(parser: argparse.ArgumentParser) -> None:
    _operates(
        parser,
        "Computes every hash of the moderators' log anew. It names entries that were altered, removed, inserted or "
        "moved, and months with wrong sums. docs/operate/verify-log.md says what to do then, and why to keep a hash "
        "elsewhere.",
        "Query and BatchGetItem on the table, with --link also UpdateItem.",
    )
    parser.add_argument("--month", type=_month, metavar="YYYY-MM", help="one month (UTC), instead of all")
    parser.add_argument(
        "--expect", action="append", default=[], metavar="HASH", help="a hash that you kept; it must be an entry's"
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
