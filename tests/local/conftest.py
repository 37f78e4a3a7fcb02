"""Small projects of a test's own: a template, functions, and a stack that runs them beside the real one."""

import itertools
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from local.emulator.stack import Stack
from local.http_client import LocalClient
from local.login.issuer import Issuer
from tests.conftest import working_on

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Parameters:
  OidcIssuer: {Type: String, Default: ""}
  OidcAudience: {Type: String, Default: ""}
  AllowedOrigins: {Type: CommaDelimitedList, Default: "https://news.example,https://m.news.example"}
Resources:
  HttpApi:
    Type: AWS::Serverless::HttpApi
    Properties:
      CorsConfiguration:
        AllowOrigins: !Ref AllowedOrigins
        AllowMethods: [GET, POST]
        AllowHeaders: [authorization]
        ExposeHeaders: [etag]
        MaxAge: 600
      DefaultRouteSettings: {ThrottlingRateLimit: 0.001, ThrottlingBurstLimit: 20}
      Auth:
        Authorizers:
          Staff:
            IdentitySource: $request.header.Authorization
            AuthorizationScopes: [openid]
            JwtConfiguration: {issuer: !Ref OidcIssuer, audience: [!Ref OidcAudience]}
  EchoFunction:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      CodeUri: .
      Handler: functions.echo.app.handler
      Role: !GetAtt EchoRole.Arn
      Environment: {Variables: {TABLE_NAME: !Ref Table, OWN_SECRET_ARN: !Ref OwnSecret}}
      Events:
        One: {Type: HttpApi, Properties: {ApiId: !Ref HttpApi, Method: GET, Path: "/v1/things/{thing}"}}
        Mine: {Type: HttpApi, Properties: {ApiId: !Ref HttpApi, Method: GET, Path: /v1/things/mine}}
        Post: {Type: HttpApi, Properties: {ApiId: !Ref HttpApi, Method: POST, Path: /v1/things}}
        Rest: {Type: HttpApi, Properties: {ApiId: !Ref HttpApi, Method: ANY, Path: "/v1/rest/{path+}"}}
        Staff:
          Type: HttpApi
          Properties: {ApiId: !Ref HttpApi, Method: GET, Path: /v1/staff, Auth: {Authorizer: Staff}}
        Stream:
          Type: DynamoDB
          Properties:
            Stream: !GetAtt Table.StreamArn
            StartingPosition: TRIM_HORIZON
            FilterCriteria: {Filters: [{Pattern: '{"dynamodb": {"Keys": {"pk": {"S": [{"prefix": "FACT#"}]}}}}'}]}
            BatchSize: 4
            TumblingWindowInSeconds: 60
            MaximumRetryAttempts: 2
            BisectBatchOnFunctionError: true
            FunctionResponseTypes: [ReportBatchItemFailures]
            DestinationConfig: {OnFailure: {Type: SQS, Destination: !GetAtt GivenUp.Arn}}
  EchoRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: []}
      Policies:
        - PolicyName: own
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action: [dynamodb:GetItem, dynamodb:BatchGetItem, dynamodb:PutItem]
                Resource: !GetAtt Table.Arn
                Condition: {ForAllValues:StringLike: {dynamodb:LeadingKeys: ["OWN#*"]}}
              - Effect: Allow
                Action: dynamodb:Query
                Resource: !Sub ${Table.Arn}/index/by_name
              - Effect: Allow
                Action: secretsmanager:GetSecretValue
                Resource: !Ref OwnSecret
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      DeletionProtectionEnabled: true
      StreamSpecification: {StreamViewType: NEW_AND_OLD_IMAGES}
      TimeToLiveSpecification: {AttributeName: expires_at, Enabled: true}
      AttributeDefinitions:
        - {AttributeName: pk, AttributeType: S}
        - {AttributeName: sk, AttributeType: S}
        - {AttributeName: name, AttributeType: S}
      KeySchema: [{AttributeName: pk, KeyType: HASH}, {AttributeName: sk, KeyType: RANGE}]
      GlobalSecondaryIndexes:
        - IndexName: by_name
          KeySchema: [{AttributeName: name, KeyType: HASH}]
          Projection: {ProjectionType: ALL}
  OwnSecret: {Type: AWS::SecretsManager::Secret, Properties: {GenerateSecretString: {PasswordLength: 40}}}
  OtherSecret: {Type: AWS::SecretsManager::Secret, Properties: {GenerateSecretString: {PasswordLength: 40}}}
  GivenUp: {Type: AWS::SQS::Queue}
"""

ECHO = """
import json

def handler(event, context):
    return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": json.dumps(event)}
"""

_numbers = itertools.count()


class Project:
    """A folder with a template and functions, as a developer has it open."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.template = root / "template.yaml"
        self.write("template.yaml", TEMPLATE.replace("InSeconds: 60", f"InSeconds: {_window(time.time())}"))
        self.write("functions/__init__.py", "")
        self.write("functions/echo/__init__.py", "")
        self.write("shared/__init__.py", "")
        self.code(ECHO)

    def write(self, name: str, text: str) -> Path:
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text), encoding="utf-8")
        return file

    def code(self, text: str) -> Path:
        """What the one function does from now on."""
        return self.write("functions/echo/app.py", text)


def _window(now: float) -> int:
    """Seconds of a tumbling window that does not end while a test is under way: never do all of these end at once."""
    return max((900, 840, 780), key=lambda seconds: seconds - now % seconds)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


@pytest.fixture
def start(project: Project) -> Iterator[Callable[..., Stack]]:
    """Start the project's stack."""
    with ExitStack() as closing:
        yield lambda **given: closing.enter_context(
            Stack(project.template, name=f"small-{next(_numbers)}", **given),
        )


@pytest.fixture
def small(start: Callable[..., Stack]) -> Stack:
    """The project's stack, started."""
    return start()


@pytest.fixture
def door(small: Stack, issuer: Issuer) -> Iterator[LocalClient]:
    """The small project's API."""
    with LocalClient(small, issuer.public_keys, clock=1_795_341_600_123) as client:
        yield client


@pytest.fixture
def put(small: Stack) -> Callable[..., Any]:
    """Write items into the small project's table, as nobody's function."""

    def write(*keys: str, **attributes: Any) -> None:
        for key in keys:
            item = {"pk": {"S": key}, "sk": {"S": "x"}} | {name: {"S": value} for name, value in attributes.items()}
            small.dynamodb.put_item(TableName=small.system.table.name, Item=item)

    return write


@pytest.fixture
def operated(running_elsewhere: Stack) -> Iterator[Stack]:
    """A stack on whose table an operator's commands work, in this process."""
    running_elsewhere.reset()
    with working_on(running_elsewhere):
        yield running_elsewhere
