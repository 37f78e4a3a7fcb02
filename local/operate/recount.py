"""`postbag recount` compares a table's tallies with its facts and corrects them, while the service goes on.

It needs these rights on the table: dynamodb:DescribeTable, Query, BatchGetItem and GetItem; with --all also Scan; for
corrections also UpdateItem and DeleteItem. On the table's stream it needs DescribeStream, GetShardIterator and
GetRecords. boto3 finds credentials and region as usual.
"""

import uuid

from local.errors import LocalError
from local.operate.command import clock, said_in_a_line, work_on
from shared.domain.times import rfc3339
from shared.storage import keys
from shared.storage.counting.recounting.corrections import AtWork
from shared.storage.counting.recounting.recount import RecountResult, recount
from shared.storage.counting.recounting.snapshots import Difference, Restless, TooManyShards
from shared.storage.counting.recounting.stream import NoStream, StreamEnds


def run(table: str, article_id: str | None, *, endpoint_url: str | None, check: bool, settle: float) -> int:
    """Recount one article or, with None, everything, and print the differences; return 1 if any remains.

    Raises LocalError if the recount fails.
    """
    work_on(table, endpoint_url)
    with said_in_a_line(table, "recounted"):
        try:
            outcome = recount(article_id, check=check, settle=settle, clock=clock, run_id=uuid.uuid4().hex)
        except (AtWork, NoStream, StreamEnds, TooManyShards, Restless) as error:
            raise LocalError(str(error)) from None
    for line in _lines(outcome, check=check):
        print(line)
    return 1 if outcome.left or (outcome.waiting and not outcome.caught_up) else 0


def _lines(outcome: RecountResult, *, check: bool) -> list[str]:
    lines = [f"{key.pk} {key.sk}: cannot be read as a fact" for key in outcome.unreadable]
    for difference in outcome.differing:
        done = "" if check else ": not corrected, run again" if difference in outcome.left else ": corrected"
        lines.append(f"{_difference(outcome, difference)}{done}")
    lines += [f"{_difference(outcome, difference)}: seen only once, not corrected" for difference in outcome.passing]
    if outcome.waiting:
        done = "counted now" if outcome.caught_up else "not counted"
        since = rfc3339(min(outcome.waiting))
        some = "1 uncounted fact" if len(outcome.waiting) == 1 else f"{len(outcome.waiting)} uncounted facts"
        lines.append(f"{some}, the oldest from {since}: {done}")
    differed = len(outcome.differing)
    right = "" if check or not differed else f", {differed - len(outcome.left)} corrected"
    lines.append(
        f"{outcome.facts} facts and {outcome.tallies} tallies checked, {outcome.records} records came meanwhile; "
        f"{differed or 'no'} number{'' if differed == 1 else 's'} differed{right}."
    )
    return lines


def _difference(outcome: RecountResult, difference: Difference) -> str:
    comment = outcome.comments.get(difference.key)
    subject = (
        f"comment {comment}, article {keys.article_of(difference.key.pk)}" if comment else keys.named(difference.key)
    )
    return f"{subject}: {difference.name} {difference.tally}, by the facts {difference.facts}"
