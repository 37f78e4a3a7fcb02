"""A function may do what its role in the template allows, and nothing else."""

import json
from typing import Any

import pytest

from local.emulator.iam_policy import Access, allows
from local.emulator.stack import Stack
from local.errors import TemplateError
from tests.support.small_project import Project

CALL = """
import os
import boto3
from botocore.exceptions import ClientError

TABLE = os.environ["TABLE_NAME"]
OWN = {"pk": {"S": "OWN#1"}, "sk": {"S": "x"}}
OTHER = {"pk": {"S": "OTHER#1"}, "sk": {"S": "x"}}

def handler(event, context):
    dynamodb, secrets = boto3.client("dynamodb"), boto3.client("secretsmanager")
    try:
        CALLED
    except ClientError as error:
        return [error.response["Error"]["Code"], error.response["Error"]["Message"]]
    return "allowed"
"""


def outcome(project: Project, stack: Stack, call: str) -> Any:
    project.code(CALL.replace("CALLED", call))
    result = stack.invoke("EchoFunction", {})
    assert result.error is None, result.logs
    return result.answer


@pytest.mark.parametrize(
    "call",
    [
        "dynamodb.get_item(TableName=TABLE, Key=OWN)",
        "dynamodb.put_item(TableName=TABLE, Item=OWN)",
        "dynamodb.batch_get_item(RequestItems={TABLE: {'Keys': [OWN]}})",
        "dynamodb.transact_write_items(TransactItems=[{'Put': {'TableName': TABLE, 'Item': OWN}}])",
        "dynamodb.transact_get_items(TransactItems=[{'Get': {'TableName': TABLE, 'Key': OWN}}])",
        (
            "dynamodb.query(TableName=TABLE, IndexName='by_name', KeyConditionExpression='#n = :n', "
            "ExpressionAttributeNames={'#n': 'name'}, ExpressionAttributeValues={':n': {'S': 'Ann'}})"
        ),
        "boto3.resource('dynamodb').Table(TABLE).get_item(Key={'pk': 'OWN#1', 'sk': 'x'})",
        "secrets.get_secret_value(SecretId=os.environ['OWN_SECRET_ARN'])",
    ],
)
def test_what_the_role_allows_is_done(project: Project, small_stack: Stack, call: str):
    assert outcome(project, small_stack, call) == "allowed"


@pytest.mark.parametrize(
    ("call", "action"),
    [
        ("dynamodb.get_item(TableName=TABLE, Key=OTHER)", "dynamodb:GetItem"),
        ("dynamodb.put_item(TableName=TABLE, Item=OTHER)", "dynamodb:PutItem"),
        ("dynamodb.get_item(TableName='another', Key=OWN)", "dynamodb:GetItem"),
        ("dynamodb.delete_item(TableName=TABLE, Key=OWN)", "dynamodb:DeleteItem"),
        ("dynamodb.scan(TableName=TABLE)", "dynamodb:Scan"),
        ("dynamodb.scan(TableName=TABLE, IndexName='by_name')", "dynamodb:Scan"),
        ("dynamodb.describe_table(TableName=TABLE)", "dynamodb:DescribeTable"),
        ("dynamodb.batch_get_item(RequestItems={TABLE: {'Keys': [OWN, OTHER]}})", "dynamodb:BatchGetItem"),
        (
            "dynamodb.batch_write_item(RequestItems={TABLE: [{'PutRequest': {'Item': OWN}}]})",
            "dynamodb:BatchWriteItem",
        ),
        (
            (
                "dynamodb.transact_write_items(TransactItems=[{'Put': {'TableName': TABLE, 'Item': OWN}}, "
                "{'Put': {'TableName': TABLE, 'Item': OTHER}}])"
            ),
            "dynamodb:PutItem",
        ),
        (
            (
                "dynamodb.transact_write_items(TransactItems=[{'ConditionCheck': {'TableName': TABLE, 'Key': OWN, "
                "'ConditionExpression': 'attribute_exists(pk)'}}])"
            ),
            "dynamodb:ConditionCheckItem",
        ),
        (
            "dynamodb.transact_get_items(TransactItems=[{'Get': {'TableName': TABLE, 'Key': OTHER}}])",
            "dynamodb:GetItem",
        ),
        (
            (
                "dynamodb.query(TableName=TABLE, KeyConditionExpression='pk = :p', "
                "ExpressionAttributeValues={':p': {'S': 'OWN#1'}})"
            ),
            "dynamodb:Query",
        ),
        ("boto3.resource('dynamodb').Table(TABLE).get_item(Key={'pk': 'OTHER#1', 'sk': 'x'})", "dynamodb:GetItem"),
        (
            "secrets.get_secret_value(SecretId=os.environ['OWN_SECRET_ARN'].replace('Own', 'Other'))",
            "secretsmanager:GetSecretValue",
        ),
        ("secrets.list_secrets()", "secretsmanager:ListSecrets"),
        ("boto3.client('s3').list_buckets()", "s3:ListBuckets"),
    ],
)
def test_what_the_role_does_not_allow_is_denied(project: Project, small_stack: Stack, call: str, action: str):
    code, message = outcome(project, small_stack, call)
    assert code == "AccessDeniedException"
    assert f"is not authorized to perform: {action} on resource: " in message


def test_a_denied_write_leaves_nothing_behind(project: Project, small_stack: Stack):
    outcome(project, small_stack, "dynamodb.put_item(TableName=TABLE, Item=OTHER)")
    assert small_stack.dynamodb.scan(TableName=small_stack.system.table.name)["Count"] == 0


def test_the_stacks_own_calls_are_not_checked(small_stack: Stack):
    assert small_stack.dynamodb.scan(TableName=small_stack.system.table.name)["Count"] == 0


@pytest.mark.parametrize(
    "call",
    [
        "dynamodb.execute_statement(Statement='SELECT * FROM \"x\"')",
        (
            "dynamodb.query(TableName=TABLE, KeyConditionExpression=':n = #n', "
            "ExpressionAttributeNames={'#n': 'name'}, ExpressionAttributeValues={':n': {'S': 'Ann'}})"
        ),
    ],
)
def test_a_request_that_cannot_be_judged_fails_loudly(project: Project, small_stack: Stack, call: str):
    project.code(CALL.replace("CALLED", call))
    assert "TemplateError" in (small_stack.invoke("EchoFunction", {}).error or "")


def test_every_function_of_the_real_template_is_denied_a_scan(moto_stack: Stack):
    for function in moto_stack.system.functions.values():
        assert not allows(function.role.statements, Access("dynamodb:Scan", moto_stack.system.table.arn)), function.name


def statement(**changed: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "arn:x/table/t"} | changed


READ = Access("dynamodb:GetItem", "arn:x/table/t", {"dynamodb:LeadingKeys": ("A#1", "A#2")})
CONDITION = "dynamodb:LeadingKeys"


@pytest.mark.parametrize(
    ("statements", "allowed"),
    [
        ([], False),
        ([statement()], True),
        ([statement(Action=["dynamodb:Query", "dynamodb:getitem"])], True),
        ([statement(Action="dynamodb:*")], True),
        ([statement(Resource="arn:x/table/*")], True),
        ([statement(Resource="arn:x/table/t/index/*")], False),
        ([statement(), statement(Effect="Deny")], False),
        ([statement(Condition={"ForAllValues:StringLike": {CONDITION: ["A#*"]}})], True),
        ([statement(Condition={"ForAllValues:StringLike": {CONDITION: ["A#1"]}})], False),
        ([statement(Condition={"ForAllValues:StringLike": {CONDITION: "a#*"}})], False),
        ([statement(Condition={"ForAllValues:StringEquals": {CONDITION: ["A#1", "A#2"]}})], True),
        ([statement(Condition={"ForAnyValue:StringLike": {CONDITION: ["*2"]}})], True),
        ([statement(Condition={"ForAnyValue:StringLike": {CONDITION: ["B#?"]}})], False),
    ],
)
def test_statements_are_evaluated_as_iam_does(statements: list[dict[str, Any]], *, allowed: bool):
    assert allows(statements, READ) is allowed


def test_forallvalues_is_true_of_a_request_without_the_key_as_in_aws():
    only = statement(Action="dynamodb:Scan", Condition={"ForAllValues:StringLike": {CONDITION: ["A#*"]}})
    assert allows([only], Access("dynamodb:Scan", "arn:x/table/t"))


@pytest.mark.parametrize(
    "unknown",
    [
        {"Condition": {"DateGreaterThan": {CONDITION: ["x"]}}},
        {"Condition": {"ForSomeValues:StringLike": {CONDITION: ["x"]}}},
        {"Condition": {"StringLike": {"aws:SourceIp": ["x"]}}},
        {"Condition": {"StringLike": {CONDITION: ["x"]}}},
        {"NotAction": "dynamodb:Scan"},
    ],
)
def test_a_policy_that_is_not_understood_is_refused_rather_than_guessed(unknown: dict[str, Any]):
    with pytest.raises(TemplateError, match=r"cannot judge|without ForAllValues"):
        allows([statement(**unknown)], READ)


def test_messages_name_the_role_and_the_keys(project: Project, small_stack: Stack):
    _, message = outcome(project, small_stack, "dynamodb.get_item(TableName=TABLE, Key=OTHER)")
    assert json.dumps(message).count("EchoRole") == 1
    assert "OTHER#1" in message
