"""`postbag recount`: the tallies of a table, held against its facts and put right, while the service goes on.

What it needs to be allowed on the table: dynamodb:DescribeTable, Query, BatchGetItem and GetItem, with --all also Scan;
to put things right also UpdateItem and DeleteItem; on the table's stream DescribeStream, GetShardIterator and
GetRecords. Credentials and region are looked for as boto3 does.
"""

import os
import time
import uuid

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    EndpointConnectionError,
    NoCredentialsError,
    NoRegionError,
)

from local.errors import LocalError
from shared.domain.times import SECOND, rfc3339
from shared.storage import keys
from shared.storage.recounting.corrections import AtWork
from shared.storage.recounting.looks import Difference, Restless, TooManyShards
from shared.storage.recounting.recount import Outcome, recount
from shared.storage.recounting.stream import NoStream, StreamEnds
from shared.storage.table import Contended

_THROTTLED = frozenset(
    {
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ThrottlingException",
        "LimitExceededException",
        "TransactionCanceledException",
    }
)


def run(table: str, article_id: str | None, *, endpoint_url: str | None, check: bool, settle: float) -> int:
    """Recount one article or, with None, everything, and say what differed; 1 if something differs still.

    Raises LocalError when it cannot be done.
    """
    os.environ["TABLE_NAME"] = table
    if endpoint_url:
        os.environ["AWS_ENDPOINT_URL_DYNAMODB"] = os.environ["AWS_ENDPOINT_URL_DYNAMODB_STREAMS"] = endpoint_url
    try:
        outcome = recount(article_id, check=check, settle=settle, clock=_clock, run_id=uuid.uuid4().hex)
    except (AtWork, NoStream, StreamEnds, TooManyShards, Restless) as error:
        raise LocalError(str(error)) from None
    except ClientError as error:
        raise LocalError(_refusal(error, table)) from None
    except Contended as error:
        raise LocalError(f"others kept writing the same items ({error}); try again later") from None
    except NoCredentialsError:
        raise LocalError("there are no AWS credentials; give some as for any other AWS tool") from None
    except NoRegionError:
        raise LocalError("no AWS region is set; set AWS_DEFAULT_REGION, say") from None
    except EndpointConnectionError as error:
        raise LocalError(f"no DynamoDB answers: {error}") from None
    except BotoCoreError as error:
        raise LocalError(f"the table could not be read: {error}") from None
    for line in _lines(outcome, check=check):
        print(line)
    return 1 if outcome.left or (outcome.waiting and not outcome.caught_up) else 0


def _lines(outcome: Outcome, *, check: bool) -> list[str]:
    lines = [f"{key.pk} {key.sk}: no fact that can be counted" for key in outcome.unreadable]
    for difference in outcome.differing:
        done = "" if check else ": not put right, run again" if difference in outcome.left else ": put right"
        lines.append(f"{_difference(outcome, difference)}{done}")
    lines += [f"{_difference(outcome, difference)}: only once, so left alone" for difference in outcome.passing]
    if outcome.waiting:
        done = "counted now" if outcome.caught_up else "not counted"
        since = rfc3339(min(outcome.waiting))
        some = "1 fact" if len(outcome.waiting) == 1 else f"{len(outcome.waiting)} facts"
        lines.append(f"{some} that nobody was counting, the oldest of {since}: {done}")
    differed = len(outcome.differing)
    right = "" if check or not differed else f", {differed - len(outcome.left)} put right"
    lines.append(
        f"{outcome.facts} facts and {outcome.tallies} tallies looked at, {outcome.records} records came meanwhile; "
        f"{differed or 'no'} number{'' if differed == 1 else 's'} differed{right}."
    )
    return lines


def _difference(outcome: Outcome, difference: Difference) -> str:
    comment = outcome.comments.get(difference.key)
    subject = (
        f"comment {comment}, article {keys.article_of(difference.key.pk)}" if comment else keys.named(difference.key)
    )
    return f"{subject}: {difference.name} {difference.tally}, by the facts {difference.facts}"


def _refusal(error: ClientError, table: str) -> str:
    code, message = error.response["Error"]["Code"], error.response["Error"].get("Message", "")
    if code == "ResourceNotFoundException" and error.operation_name == "DescribeTable":
        return (
            f"there is no table {table} here. What `make serve` keeps in memory cannot be recounted: serve with "
            "--endpoint-url and name the same one here"
        )
    if code in _THROTTLED:
        return f"DynamoDB is throttling ({error.operation_name}: {message}); try again later"
    return f"{error.operation_name} was refused: {message or code}"


def _clock() -> int:
    return time.time_ns() * SECOND // 1_000_000_000
