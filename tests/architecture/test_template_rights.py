"""Each function has the rights that it needs, on the resources that need them, and no others."""

import re
from typing import Any

import pytest

from tests.architecture.system import Right, System, listed

FUNCTIONS = ["Threads", "Comments", "Shares", "Moderation", "Tallies", "Followups"]
WRITES = {"dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"}
READS = ("dynamodb:BatchGetItem",)


def reading(*keys: str) -> set[Right]:
    return {Right(action, "Table.Arn", keys) for action in READS}


def writing(action: str, *keys: str) -> set[Right]:
    return {Right(f"dynamodb:{action}", "Table.Arn", keys)}


def querying(*indexes: str) -> set[Right]:
    return {Right("dynamodb:Query", f"Table.Arn/index/{index}") for index in indexes}


def logging(function: str) -> set[Right]:
    return {Right(f"logs:{action}", f"{function}Logs.Arn") for action in ("CreateLogStream", "PutLogEvents")}


def knowing(secret: str) -> set[Right]:
    return {Right("secretsmanager:GetSecretValue", secret)}


def test_readers_reading_is_limited_to_the_public_indexes_articles_and_tallies(system: System) -> None:
    assert system.rights("ThreadsFunction") == (
        reading("ARTICLE#*", "TALLY#*", "TOP#*")
        | querying("public", "preview", "best", "top")
        | knowing("CursorSecret")
        | logging("Threads")
    )


def test_readers_writing_touches_comments_articles_and_used_challenges(system: System) -> None:
    assert system.rights("CommentsFunction") == (
        reading(
            *("ARTICLE#*", "BAN#*", "DAYKEY#*", "FILTER#*", "FLOOD#*", "MONTHKEY#*", "POLICY#*", "READER#*", "TEXT#*"),
            "THREAD#*",
        )
        | writing(
            "PutItem",
            *("CHALLENGE#*", "DAYKEY#*", "HISTORY#*", "MONTHKEY#*", "ORIGIN#*", "REPORTS#*", "THREAD#*", "VISIT#*"),
            "VOTES#*",
        )
        | writing("UpdateItem", "ARTICLE#*", "FLOOD#*", "TEXT#*", "THREAD#*")
        | querying("reader")
        | {Right("dynamodb:Query", "Table.Arn/index/article_queue", ("approved#*",))}
        | knowing("PassSecret")
        | knowing("ReaderSecretArn")
        | logging("Comments")
    )


def test_sharing_touches_clicks_visits_articles_and_the_days_key(system: System) -> None:
    assert system.rights("SharesFunction") == (
        reading("ARTICLE#*", "DAYKEY#*", "POLICY#*", "TALLY#*")
        | writing("PutItem", "DAYKEY#*", "SHARE#*", "VISIT#*")
        | writing("UpdateItem", "ARTICLE#*")
        | logging("Shares")
    )


def test_moderating_changes_comments_threads_and_rules_and_adds_to_the_log(system: System) -> None:
    assert system.rights("ModerationFunction") == (
        reading(
            *("ARTICLE#*", "BAN#*", "CHAIN#*", "FILTER#*", "LOG#*", "NUMBERS#*", "ORIGIN#*", "POLICY#*", "QUEUE#*"),
            *("READER#*", "SITE#*", "TALLY#*", "THREAD#*"),
        )
        | writing("UpdateItem", "ARTICLE#*", "BAN#*", "POLICY#*", "THREAD#*")
        | writing("PutItem", "LOG#*", "NOTES#*", "POLICY#*")
        | querying("queue", "article_queue", "reader")
        | {Right("dynamodb:Query", "Table.Arn", ("HISTORY#*", "LOG#*", "NOTES#*", "POLICY#*", "REPORTS#*"))}
        | knowing("CursorSecret")
        | logging("Moderation")
    )


def streaming() -> set[Right]:
    actions = ("DescribeStream", "GetRecords", "GetShardIterator", "ListStreams")
    return {Right(f"dynamodb:{action}", "Table.StreamArn") for action in actions}


def test_counting_changes_tallies_fences_and_the_tallies_of_comments(system: System) -> None:
    keys = ("FENCE#*", "NUMBERS#*", "QUEUE#*", "READER#*", "SITE#*", "TALLY#*", "THREAD#*", "TOP#*")
    assert system.rights("TalliesFunction") == (
        reading("POLICY#*")
        | reading(*keys)
        | writing("UpdateItem", *keys)
        | streaming()
        | {Right("sqs:SendMessage", "Uncounted.Arn")}
        | logging("Tallies")
    )


def test_what_follows_from_changes_links_judges_and_removes_and_takes_no_line_of_the_log_away(system: System) -> None:
    chained = ("CHAIN#*", "FILTER#*", "LOG#*")
    assert system.rights("FollowupsFunction") == (
        reading("ARTICLE#*", "BAN#*", "LOG#*", "POLICY#*", "THREAD#*")
        | writing("UpdateItem", "BAN#*", "THREAD#*")
        | reading(*chained)
        | writing("UpdateItem", *chained)
        | writing("PutItem", "LOG#*")
        | querying("reader")
        | {Right("dynamodb:Query", "Table.Arn/index/queue", ("address#*",))}
        | {Right("dynamodb:Query", "Table.Arn/index/article_queue", ("domain#*",))}
        | {Right("comprehend:DetectToxicContent", "*")}
        | knowing("AkismetKeyArn")
        | knowing("JudgeSecretArn")
        | streaming()
        | {Right("sqs:SendMessage", "Unfinished.Arn")}
        | logging("Followups")
    )


def test_each_item_is_written_by_the_functions_that_the_documents_name(system: System, data_page: str) -> None:
    rows = re.findall(r"^\| [^|]+ \| `([A-Z]+#)[^|]+\| [^|]+\| ([^|]+) \|$", data_page, re.MULTILINE)
    documented = {
        (prefix, function)
        for prefix, writers in rows
        for function in FUNCTIONS
        if re.search(rf"\b{function.lower()}\b", writers.replace("its tallies by", ""))
    }
    granted = {
        (key.removesuffix("*"), function)
        for function in FUNCTIONS
        for right in system.rights(f"{function}Function")
        if right.action in WRITES
        for key in right.keys
    }
    assert len(rows) == 28
    assert granted == documented


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_function_has_a_wildcard_or_a_way_to_scan_or_delete(system: System, function: str) -> None:
    for statement in system.statements(f"{function}Function"):
        assert statement["Effect"] == "Allow"
        assert not {"NotAction", "NotResource", "NotPrincipal"} & statement.keys()
        for action in listed(statement["Action"]):
            assert re.fullmatch(r"[a-z]+:[A-Za-z]+", action), action
            assert not re.search("Scan|Delete|PartiQL", action), action
        # Comprehend's action takes no resource.
        assert "*" not in str(statement["Resource"]) or statement["Action"] == "comprehend:DetectToxicContent"


@pytest.mark.parametrize("function", FUNCTIONS)
def test_items_are_reached_only_by_the_keys_that_a_right_names(system: System, function: str) -> None:
    for right in system.rights(f"{function}Function"):
        if right.resource == "Table.Arn":
            assert right.keys
            assert all(re.fullmatch(r"[A-Z]+#\*", key) for key in right.keys)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_has_a_role_of_its_own_that_only_lambda_takes(system: System, function: str) -> None:
    assert system.functions[f"{function}Function"]["Role"] == {"Fn::GetAtt": [f"{function}Role", "Arn"]}
    role: dict[str, Any] = system.role(f"{function}Function")
    [statement] = role["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Principal"] == {"Service": "lambda.amazonaws.com"}
    # X-Ray's actions take no resource, so AWS's own policy is as exact as possible.
    assert [named["Fn::Sub"].split("/")[-1] for named in role["ManagedPolicyArns"]] == ["AWSXRayDaemonWriteAccess"]


def test_no_role_is_there_without_its_function(system: System) -> None:
    assert set(system.of_type("AWS::IAM::Role")) == {f"{function}Role" for function in FUNCTIONS}
