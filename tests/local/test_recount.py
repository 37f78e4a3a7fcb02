"""`postbag recount` reports each obstacle in one line."""

import http.server
import json
import os
import socket
from collections.abc import Iterator

import pytest

from local import cli
from tests.support.answering import answering
from tests.support.processes import Running, running

KEYS = {"AWS_ACCESS_KEY_ID": "123456789012", "AWS_SECRET_ACCESS_KEY": "laptop", "AWS_DEFAULT_REGION": "eu-central-1"}
NOTHING_CONFIGURED = {
    **dict.fromkeys((*KEYS, "AWS_SESSION_TOKEN"), ""),
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}


class Throttling(http.server.BaseHTTPRequestHandler):
    """A DynamoDB that throttles every request."""

    def do_POST(self) -> None:
        body = json.dumps({"__type": "ThrottlingException", "message": "Rate exceeded"}).encode()
        self.send_response(400)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def throttled() -> Iterator[str]:
    with answering(Throttling) as address:
        yield address


def complaint(process: Running) -> str:
    said = process.rest()
    assert process.process.wait() == 1, said
    [line] = said.splitlines()
    return line


def recount(url: str, table: str = "nowhere") -> tuple[str, ...]:
    return ("-m", "local", "recount", "--table", table, "--all", "--endpoint-url", url)


def test_what_is_in_the_way_is_said_in_a_line(ministack_url: str, throttled: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        closed = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with (
        running(*recount(ministack_url), **NOTHING_CONFIGURED | KEYS) as no_table,
        running(*recount(closed), **NOTHING_CONFIGURED | KEYS) as nobody,
        running(*recount(throttled), **NOTHING_CONFIGURED | KEYS) as throttling,
        running(*recount(ministack_url), **NOTHING_CONFIGURED | {"AWS_DEFAULT_REGION": "eu-central-1"}) as stranger,
    ):
        assert complaint(no_table).startswith("postbag: there is no table nowhere here. The table of `make serve`")
        assert complaint(nobody).startswith("postbag: no DynamoDB answers: ")
        assert complaint(throttling).startswith("postbag: DynamoDB is throttling (")
        assert complaint(stranger).startswith("postbag: there are no AWS credentials")


def test_a_table_without_a_stream_has_nothing_to_be_held_against(ministack_url: str) -> None:
    making = (
        "import boto3, sys; boto3.client('dynamodb', endpoint_url=sys.argv[1]).create_table(TableName='streamless', "
        "BillingMode='PAY_PER_REQUEST', KeySchema=[{'AttributeName': 'pk', 'KeyType': 'HASH'}, "
        "{'AttributeName': 'sk', 'KeyType': 'RANGE'}], AttributeDefinitions=["
        "{'AttributeName': 'pk', 'AttributeType': 'S'}, {'AttributeName': 'sk', 'AttributeType': 'S'}])"
    )
    with running("-c", making, ministack_url, **KEYS) as maker:
        assert maker.process.wait() == 0, maker.rest()
    with running(*recount(ministack_url, "streamless"), **KEYS) as process:
        assert complaint(process) == "postbag: The table streamless has no stream."


@pytest.mark.parametrize(
    "wrong",
    [[], ["--all", "--article", "a"], ["--article", "a#b"], ["--all", "--settle", "-1"], ["--all", "--settle", "x"]],
)
def test_what_makes_no_sense_is_not_begun(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        cli.main(["recount", "--table", "t", *wrong])
    assert refused.value.code == 2
    assert "usage: postbag recount" in capsys.readouterr().err


def test_help_says_what_has_to_be_allowed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["recount", "--help"])
    told = " ".join(capsys.readouterr().out.split())
    for action in ("DescribeTable", "Query", "Scan", "UpdateItem", "DeleteItem", "GetRecords", "--endpoint-url"):
        assert action in told
