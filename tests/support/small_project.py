"""Small projects of a test's own: a template and functions, which a stack can run beside the real one."""

import textwrap
import time
from pathlib import Path

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
