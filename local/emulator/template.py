"""Expands template.yaml as a deployment would, and reads it into the classes of local/emulator/system.py.

CloudFormation itself runs aws-sam-translator on a template with the Serverless transform.
"""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import yaml

from local.emulator.intrinsics import REGION, Scope
from local.emulator.system import (
    Authorizer,
    Cors,
    ExecutionRole,
    Function,
    Route,
    Secret,
    StreamMapping,
    System,
    Table,
    Throttle,
)
from local.errors import TemplateError

METHODS = {"delete", "get", "head", "options", "patch", "post", "put", "trace", "x-amazon-apigateway-any-method"}


def read_template(path: Path, parameters: Mapping[str, str], stack: str = "postbag") -> System:
    """The system in the template at `path`, with these parameters instead of their defaults, under this stack name.

    Raises TemplateError, whose text is one line, for every fault of the template.
    """
    try:
        return _read(_text(path), tuple(sorted(parameters.items())), stack)
    except TemplateError as error:
        raise TemplateError(f"{path.name}: {error}") from None
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise TemplateError(f"{path.name}: cannot be read: {type(error).__name__}: {error}") from error


@lru_cache(maxsize=16)  # tests read the same template hundreds of times
def _read(text: str, parameters: tuple[tuple[str, str], ...], stack: str) -> System:
    return _system(_scope(_load(text), dict(parameters), stack))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise TemplateError(f"cannot be read: {error.strerror} ({path})") from None
    except UnicodeDecodeError as error:
        raise TemplateError(" ".join(str(error).split())) from None


def _load(text: str) -> dict[str, Any]:
    from samtranslator.yaml_helper import yaml_parse  # noqa: PLC0415 (half a second)

    try:
        document = yaml_parse(text)
    except yaml.MarkedYAMLError as error:
        where = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        raise TemplateError(f"{where}{error.problem or error.context}") from None
    except yaml.YAMLError as error:
        raise TemplateError(" ".join(str(error).split())) from None
    if not isinstance(document, dict) or not isinstance(document.get("Resources"), dict):
        raise TemplateError("is not a template: it has no Resources")
    return document


def _scope(document: dict[str, Any], given: Mapping[str, str], stack: str) -> Scope:
    declared = document.get("Parameters") or {}
    if unknown := sorted(set(given) - set(declared)):
        raise TemplateError(f"has no parameter {', '.join(unknown)}, which the laptop sets")
    if missing := sorted(name for name in declared if name not in given and "Default" not in declared[name]):
        raise TemplateError(f"parameter {', '.join(missing)} has no default")
    values = {name: _parameter(declared[name], given.get(name)) for name in declared}
    expanded = _expand(document, values)
    conditions = expanded.get("Conditions") or {}
    gate = Scope(stack, values, conditions)
    resources = {
        name: resource
        for name, resource in expanded["Resources"].items()
        if "Condition" not in resource or gate.holds(resource["Condition"])
    }
    return Scope(stack, values, conditions, resources)


def _parameter(declared: Mapping[str, Any], given: str | None) -> Any:
    value = declared["Default"] if given is None else given
    if "List" in declared["Type"]:
        return [item.strip() for item in str(value).split(",") if item.strip()]
    return str(value)


def _expand(document: dict[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    from samtranslator.model.exceptions import (  # noqa: PLC0415 (half a second)
        ExceptionWithMessage,
        InvalidDocumentException,
    )
    from samtranslator.parser.parser import Parser  # noqa: PLC0415
    from samtranslator.translator.translator import Translator  # noqa: PLC0415

    # A deployment would replace the folder with the uploaded zip's address, and the translator insists on that form.
    for holder in [(document.get("Globals") or {}).get("Function") or {}, *_function_properties(document)]:
        if "CodeUri" in holder:
            holder["CodeUri"] = "s3://laptop/code"
    try:
        # AWS's managed policies cannot be looked up offline; none of them grants a right that is checked here.
        translator = Translator({}, Parser(), boto_session=SimpleNamespace(region_name=REGION))
        expanded: dict[str, Any] = translator.translate(document, dict(values))
        translator.metrics.publish()  # to nobody; unpublished ones are complained about in the log
    except InvalidDocumentException as error:
        first, *others = [cause.message for cause in error.causes]
        raise TemplateError(first + (f" (and {len(others)} more)" if others else "")) from None
    except ExceptionWithMessage as error:
        raise TemplateError(error.message) from None
    return expanded


def _function_properties(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for resource in document["Resources"].values():
        if resource.get("Type") == "AWS::Serverless::Function":
            yield resource.get("Properties") or {}


def _system(scope: Scope) -> System:
    def of(kind: str) -> list[tuple[str, dict[str, Any]]]:
        found = scope.resources.items()
        return [(name, resource.get("Properties") or {}) for name, resource in found if resource["Type"] == kind]

    functions = {name: _function(scope, name, properties) for name, properties in of("AWS::Lambda::Function")}
    tables = [_table(scope, name, properties) for name, properties in of("AWS::DynamoDB::Table")]
    if len(tables) != 1:
        raise TemplateError(f"has {len(tables)} tables; the laptop runs exactly one")
    apis = [properties for _, properties in of("AWS::ApiGatewayV2::Api")]
    if len(apis) > 1:
        raise TemplateError(f"has {len(apis)} HTTP APIs; the laptop serves one")
    body = apis[0]["Body"] if apis else {}
    stages = [properties for _, properties in of("AWS::ApiGatewayV2::Stage")]
    return System(
        functions=functions,
        routes=tuple(_routes(scope, body)),
        cors=_cors(scope, body.get("x-amazon-apigateway-cors")),
        throttle=_throttle(scope, stages[0].get("DefaultRouteSettings") if stages else None),
        table=tables[0],
        secrets=tuple(
            Secret(
                scope.physical_name(name), scope.arn(name), scope.resolve(properties.get("GenerateSecretString", {}))
            )
            for name, properties in of("AWS::SecretsManager::Secret")
        ),
        mappings=tuple(_mapping(scope, properties) for _, properties in of("AWS::Lambda::EventSourceMapping")),
    )


def _function(scope: Scope, name: str, properties: Mapping[str, Any]) -> Function:
    variables = scope.resolve((properties.get("Environment") or {}).get("Variables") or {})
    return Function(
        name=name,
        physical_name=scope.physical_name(name),
        arn=scope.arn(name),
        handler=properties["Handler"],
        environment={variable: str(value) for variable, value in variables.items()},
        timeout=int(scope.resolve(properties.get("Timeout", 3))),
        memory=int(scope.resolve(properties.get("MemorySize", 128))),
        role=_role(scope, name, properties["Role"]),
    )


def _role(scope: Scope, function: str, value: Any) -> ExecutionRole:
    match value:
        case {"Fn::GetAtt": [str(logical), "Arn"]} if logical in scope.resources:
            properties = scope.resources[logical].get("Properties") or {}
        case _:
            raise TemplateError(f"the role of {function} is not a role of the template")
    statements: list[Mapping[str, Any]] = []
    for policy in properties.get("Policies") or []:
        found = policy["PolicyDocument"]["Statement"]
        statements += scope.resolve(found if isinstance(found, list) else [found])
    return ExecutionRole(scope.physical_name(logical), tuple(statements))


def _routes(scope: Scope, body: Mapping[str, Any]) -> Iterator[Route]:
    schemes = (body.get("components") or {}).get("securitySchemes") or {}
    for path, methods in (body.get("paths") or {}).items():
        for method, operation in methods.items():
            if method not in METHODS:
                continue
            uri = operation["x-amazon-apigateway-integration"]["uri"]
            function = str(uri["Fn::Sub"]).split("/functions/${", 1)[1].split(".Arn}", 1)[0]
            security: Mapping[str, list[str]] = (operation.get("security") or [{}])[0]
            authorizer = [_authorizer(scope, schemes[name]) for name in security if name != "NONE"]
            yield Route(
                method="ANY" if method.startswith("x-") else method.upper(),
                path=path,
                function=function,
                authorizer=authorizer[0] if authorizer else None,
                scopes=tuple(scope for scopes in security.values() for scope in scopes),
            )


def _authorizer(scope: Scope, scheme: Mapping[str, Any]) -> Authorizer:
    settings = scope.resolve(scheme["x-amazon-apigateway-authorizer"])
    if settings["type"] != "jwt" or settings["identitySource"] != "$request.header.Authorization":
        raise TemplateError("an authorizer is not a JWT in the Authorization header; the laptop knows no other")
    jwt = settings["jwtConfiguration"]
    return Authorizer(issuer=jwt["issuer"], audiences=tuple(jwt["audience"]))


def _cors(scope: Scope, value: Any) -> Cors | None:
    settings = scope.resolve(value)
    if not settings:
        return None

    def listed(name: str) -> tuple[str, ...]:
        found = settings.get(name) or []
        return tuple(found.split(",") if isinstance(found, str) else found)

    return Cors(
        origins=listed("allowOrigins"),
        methods=listed("allowMethods"),
        headers=listed("allowHeaders"),
        exposed=listed("exposeHeaders"),
        max_age=int(settings["maxAge"]) if "maxAge" in settings else None,
        credentials=str(settings.get("allowCredentials", False)).lower() == "true",
    )


def _throttle(scope: Scope, value: Any) -> Throttle | None:
    settings = scope.resolve(value)
    if not settings:
        return None
    return Throttle(rate=float(settings["ThrottlingRateLimit"]), burst=int(settings["ThrottlingBurstLimit"]))


def _table(scope: Scope, logical: str, properties: Mapping[str, Any]) -> Table:
    resolved = scope.resolve(properties)
    # Deletion protection, backups and encryption keep a production table safe; a laptop's table may be thrown away.
    taken = ("AttributeDefinitions", "BillingMode", "GlobalSecondaryIndexes", "KeySchema", "LocalSecondaryIndexes")
    definition = {name: resolved[name] for name in taken if name in resolved}
    name = scope.physical_name(logical)
    definition["TableName"] = name
    if stream := resolved.get("StreamSpecification"):
        definition["StreamSpecification"] = {"StreamEnabled": True, **stream}
    indexes = [*definition.get("GlobalSecondaryIndexes", []), *definition.get("LocalSecondaryIndexes", [])]
    ttl = resolved.get("TimeToLiveSpecification") or {}
    return Table(
        name=name,
        arn=scope.arn(logical),
        definition=definition,
        hash_keys={
            None: _hash_key(definition["KeySchema"]),
            **{index["IndexName"]: _hash_key(index["KeySchema"]) for index in indexes},
        },
        ttl=ttl["AttributeName"] if ttl.get("Enabled") else None,
    )


def _hash_key(schema: list[dict[str, str]]) -> str:
    return next(element["AttributeName"] for element in schema if element["KeyType"] == "HASH")


def _mapping(scope: Scope, properties: Mapping[str, Any]) -> StreamMapping:
    function = properties["FunctionName"]
    patterns = (properties.get("FilterCriteria") or {}).get("Filters") or []
    settings = scope.resolve({name: value for name, value in properties.items() if name != "FunctionName"})
    destination = (settings.get("DestinationConfig") or {}).get("OnFailure") or {}
    return StreamMapping(
        function=function["Ref"],
        filters=tuple(json.loads(scope.resolve(pattern["Pattern"])) for pattern in patterns),
        from_start=settings.get("StartingPosition") == "TRIM_HORIZON",
        batch_size=int(settings.get("BatchSize", 100)),
        window=int(settings.get("TumblingWindowInSeconds", 0)),
        retries=int(settings.get("MaximumRetryAttempts", -1)),
        bisects=bool(settings.get("BisectBatchOnFunctionError", False)),
        reports_failures="ReportBatchItemFailures" in (settings.get("FunctionResponseTypes") or []),
        destination=destination.get("Destination"),
    )
