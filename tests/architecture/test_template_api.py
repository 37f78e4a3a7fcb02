"""The API that the template describes is the one that docs/environment.md lists, and no more open than that."""

import re
from importlib.util import find_spec
from typing import Any

import pytest

from tests.architecture.system import ORIGINS, Route, System

EVERY_FUNCTION_HAS = {"POWERTOOLS_SERVICE_NAME", "POWERTOOLS_LOG_LEVEL"}
ROW = re.compile(
    r"^\| \w+ \(`(?P<function>\w+)`\) \| `(?P<handler>[\w.]+)` \| (?P<routes>.*?) \| (?P<variables>.*?) \|$",
    re.MULTILINE,
)


def rows(environment_page: str) -> dict[str, re.Match[str]]:
    found = {row["function"]: row for row in ROW.finditer(environment_page)}
    assert len(found) >= 5, "docs/environment.md has no table of functions any more"
    return found


def documented_routes(row: re.Match[str]) -> set[Route]:
    return {
        Route(method, path)
        for methods, path in re.findall(r"([A-Z]+(?: and [A-Z]+)*) `(/v1/[^`]*)`", row["routes"])
        for method in methods.split(" and ")
    }


def test_every_route_is_documented_with_its_function_and_every_documented_route_exists(
    system: System, environment_page: str
) -> None:
    documented = {route: name for name, row in rows(environment_page).items() for route in documented_routes(row)}
    assert system.routes == documented


def test_every_function_has_the_handler_that_the_documents_name_and_it_is_in_the_repository(
    system: System, environment_page: str
) -> None:
    handlers = {name: function["Handler"] for name, function in system.functions.items()}
    assert handlers == {name: row["handler"] for name, row in rows(environment_page).items()}
    assert [handler for handler in handlers.values() if find_spec(handler.removesuffix(".handler")) is None] == []


def test_every_function_is_told_what_the_documents_list_and_nothing_else(system: System, environment_page: str) -> None:
    for name, row in rows(environment_page).items():
        documented = set(re.findall(r"`([A-Z_]+)`", row["variables"]))
        assert set(system.environment(name)) == documented | EVERY_FUNCTION_HAS, name


def test_the_settings_know_every_variable_that_a_function_is_told(system: System, root: Any) -> None:
    known = set(re.findall(r'"([A-Z_]{4,})"', (root / "shared" / "settings.py").read_text(encoding="utf-8")))
    told = {variable for name in system.functions for variable in system.environment(name)}
    assert told - EVERY_FUNCTION_HAS == known


def test_moderators_routes_need_an_access_token_and_all_other_routes_need_none(system: System) -> None:
    for route, operation in system.operations.items():
        needed = [{"Moderators": ["openid"]}] if route.path.startswith("/v1/moderation/") else []
        assert operation.get("security", []) == needed, route


def test_the_authorizer_takes_issuer_and_audience_from_parameters_or_from_the_user_pool(system: System) -> None:
    [(_, scheme)] = system.resources["HttpApi"]["Properties"]["Body"]["components"]["securitySchemes"].items()
    jwt = scheme["x-amazon-apigateway-authorizer"]["jwtConfiguration"]
    assert jwt["issuer"]["Fn::If"][0] == "MakesUserPool"
    assert jwt["issuer"]["Fn::If"][2] == {"Ref": "OidcIssuer"}
    assert jwt["audience"] == [{"Fn::If": ["MakesUserPool", {"Ref": "UserPoolClient"}, {"Ref": "OidcAudience"}]}]


def test_the_user_pool_has_the_two_roles_and_a_page_signs_in_without_a_secret(system: System) -> None:
    groups = {group["GroupName"] for group in system.of_type("AWS::Cognito::UserPoolGroup").values()}
    client = system.resources["UserPoolClient"]["Properties"]
    assert groups == {"moderator", "admin"}
    assert client["AllowedOAuthFlows"] == ["code"]
    assert "openid" in client["AllowedOAuthScopes"]
    assert client["GenerateSecret"] is False
    pool = [found for found in system.resources.values() if found["Type"].startswith("AWS::Cognito::")]
    assert all(found["Condition"] == "MakesUserPool" for found in pool)


def test_pages_of_the_allowed_origins_may_send_what_the_routes_take(system: System) -> None:
    cors = system.resources["HttpApi"]["Properties"]["Body"]["x-amazon-apigateway-cors"]
    assert cors["allowOrigins"] == ORIGINS
    assert set(cors["allowMethods"]) == {route.method for route in system.routes}
    assert set(cors["allowHeaders"]) == {"authorization", "content-type", "idempotency-key"}
    assert set(cors["exposeHeaders"]) == {"etag", "retry-after"}
    assert "allowCredentials" not in cors


def test_no_origin_is_allowed_by_default_but_the_laptop(system: System) -> None:
    default = system.template["Parameters"]["AllowedOrigins"]["Default"]
    assert all(re.fullmatch(r"http://(127\.0\.0\.1|localhost):8000", origin) for origin in default.split(","))


def test_every_route_is_throttled_by_the_parameters(system: System) -> None:
    [stage] = system.of_type("AWS::ApiGatewayV2::Stage").values()
    assert stage["DefaultRouteSettings"] == {
        "ThrottlingRateLimit": {"Ref": "ThrottleRate"},
        "ThrottlingBurstLimit": {"Ref": "ThrottleBurst"},
    }
    assert "RouteSettings" not in stage


@pytest.mark.parametrize("personal", ["identity", "sourceIp", "userAgent", "$context.path", "jwt", "claims"])
def test_the_access_log_says_nothing_about_the_reader(system: System, personal: str) -> None:
    [stage] = system.of_type("AWS::ApiGatewayV2::Stage").values()
    assert personal not in stage["AccessLogSettings"]["Format"]
