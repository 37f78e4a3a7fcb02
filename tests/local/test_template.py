"""template.yaml is read as a deployment reads it, and each fault is reported in one line."""

from pathlib import Path
from typing import Any

import pytest

from local.emulator.intrinsics import Scope
from local.emulator.template import read_template
from local.errors import LocalError, TemplateError
from tests.support.small_project import TEMPLATE, Project

SCOPE = Scope(
    stack="paper",
    parameters={"Hosts": ["a", "b"], "Name": "x"},
    conditions={"Yes": {"Fn::Equals": [{"Ref": "Name"}, "x"]}, "No": {"Fn::Not": [{"Condition": "Yes"}]}},
    resources={
        "Table": {"Type": "AWS::DynamoDB::Table"},
        "Named": {"Type": "AWS::DynamoDB::Table", "Properties": {"TableName": {"Fn::Sub": "${Name}-table"}}},
        "Secret": {"Type": "AWS::SecretsManager::Secret"},
        "Queue": {"Type": "AWS::SQS::Queue"},
    },
)


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ({"Ref": "Name"}, "x"),
        ({"Ref": "Hosts"}, ["a", "b"]),
        ({"Ref": "Table"}, "paper-Table"),
        ({"Ref": "Named"}, "x-table"),
        ({"Ref": "Secret"}, "arn:aws:secretsmanager:eu-central-1:123456789012:secret:paper-Secret-laptop"),
        ({"Ref": "AWS::Region"}, "eu-central-1"),
        ({"Fn::GetAtt": ["Table", "Arn"]}, "arn:aws:dynamodb:eu-central-1:123456789012:table/paper-Table"),
        ({"Fn::GetAtt": "Queue.Arn"}, "arn:aws:sqs:eu-central-1:123456789012:paper-Queue"),
        (
            {"Fn::Sub": "${Table.Arn}/index/${Name}"},
            "arn:aws:dynamodb:eu-central-1:123456789012:table/paper-Table/index/x",
        ),
        ({"Fn::Sub": ["${A}-${!Literal}-${AWS::StackName}", {"A": {"Ref": "Name"}}]}, "x-${Literal}-paper"),
        ({"Fn::Join": [",", {"Ref": "Hosts"}]}, "a,b"),
        ({"Fn::Select": ["1", {"Fn::Split": ["/", "p/q"]}]}, "q"),
        ({"Fn::If": ["Yes", 1, 2]}, 1),
        ({"Fn::If": ["No", 1, {"Ref": "Name"}]}, "x"),
        ({"Fn::And": [{"Condition": "Yes"}, {"Fn::Or": [{"Condition": "No"}, {"Condition": "Yes"}]}]}, True),
        ({"kept": 1, "gone": {"Ref": "AWS::NoValue"}}, {"kept": 1}),
        ([1, {"Fn::If": ["No", 2, {"Ref": "AWS::NoValue"}]}], [1]),
    ],
)
def test_intrinsic_functions_are_resolved(value: Any, wanted: Any):
    assert SCOPE.resolve(value) == wanted


@pytest.mark.parametrize(
    "value",
    [
        {"Ref": "Nobody"},
        {"Fn::GetAtt": ["Nobody", "Arn"]},
        {"Fn::GetAtt": ["Table", "Colour"]},
        {"Fn::Sub": "${Nobody}"},
        {"Fn::If": ["Maybe", 1, 2]},
        {"Fn::Cidr": []},
    ],
)
def test_what_cannot_be_resolved_is_an_error(value: Any):
    with pytest.raises(TemplateError):
        SCOPE.resolve(value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Resources:", "Resources: [", "line "),
        ("Transform:", "\tTransform:", "line "),
        (TEMPLATE, "just words", "it has no Resources"),
        ("Role: !GetAtt EchoRole.Arn", "Role: !GetAtt NoRole.Arn", "the role of EchoFunction is not a role"),
        ("Resource: !GetAtt Table.Arn", "Resource: !GetAtt Tabel.Arn", "there is no parameter or resource Tabel"),
        ("TABLE_NAME: !Ref Table", "TABLE_NAME: !Ref Tabel", "there is no parameter or resource Tabel"),
        ("Handler: functions.echo.app.handler\n", "Handlr: x\n", "EchoFunction"),
        ("Auth: {Authorizer: Staff}", "Auth: {Authorizer: Stuff}", "Stuff"),
        ('  OidcAudience: {Type: String, Default: ""}\n', "", "OidcAudience"),
        ("\nResources", "\n  More: {Type: String}\nResources", "More has no default"),
        ("Type: AWS::DynamoDB::Table", "Type: AWS::S3::Bucket", "the ARN of Table (AWS::S3::Bucket)"),
    ],
)  # fmt: skip
def test_a_broken_template_is_told_in_one_line(project: Project, old: str, new: str, said: str):
    assert old in TEMPLATE
    project.write("template.yaml", TEMPLATE.replace(old, new, 1))
    with pytest.raises(LocalError) as raised:
        read_template(project.template, {"OidcIssuer": "x", "OidcAudience": "y"})
    message = str(raised.value)
    assert message.startswith("template.yaml: ")
    assert said in message
    assert "\n" not in message


def test_a_missing_template_is_told_in_one_line(tmp_path: Path):
    with pytest.raises(TemplateError, match=r"template\.yaml: cannot be read: No such file"):
        read_template(tmp_path / "template.yaml", {})


def test_a_resource_whose_condition_is_false_is_not_there(project: Project):
    conditional = TEMPLATE.replace(
        "OtherSecret: {Type", "OtherSecret: {Condition: Never, Type"
    ).replace("Resources:", "Conditions: {Never: !Equals [a, b]}\nResources:", 1)  # fmt: skip
    project.write("template.yaml", conditional)
    system = read_template(project.template, {})
    assert [secret.name for secret in system.secrets] == ["postbag-OwnSecret"]


def test_a_statement_whose_condition_is_false_is_not_there(project: Project):
    query = "- Effect: Allow\n                Action: dynamodb:Query"
    never = f"- !If [Never, {{Effect: Allow}}, !Ref AWS::NoValue]\n              {query}"
    conditional = TEMPLATE.replace(query, never).replace(
        "Resources:", "Conditions: {Never: !Equals [a, b]}\nResources:", 1
    )
    project.write("template.yaml", conditional)
    [function] = read_template(project.template, {}).functions.values()
    assert [statement["Effect"] for statement in function.role.statements] == ["Allow"] * 3
