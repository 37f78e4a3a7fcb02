"""The template describes exactly the API that docs/routes.md lists, and opens nothing more."""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from shared.web.caching import CACHED
from tests.architecture.system import ORIGINS, Route, System

ROUTE = re.compile(
    r"^\| (?P<who>[\w ]+) \| (?P<method>[A-Z]+) \| `(?P<path>/v1/[^`]*)` \| (?P<folder>\w+) \| (?P<what>[^|]+) \|"
    r" (?P<events>[^|]+) \| (?P<seconds>\d*)",
    re.MULTILINE,
)
FUNCTION = re.compile(
    r"^\| (?P<folder>\w+) \| `(?P<name>\w+)` \| `(?P<handler>[\w.]+)` \| (?P<variables>.*?)\|$", re.MULTILINE
)


def functions(routes_page: str) -> dict[str, re.Match[str]]:
    """The rows of the functions, by logical id."""
    found = {row["name"]: row for row in FUNCTION.finditer(routes_page)}
    assert len(found) >= 5, "docs/routes.md has no table of functions any more"
    return found


def of_every_function(routes_page: str) -> set[str]:
    """The variables of every function, by the page."""
    [sentence] = re.findall(r"^Every function has\s(.*?)\sin its environment", routes_page, re.MULTILINE | re.DOTALL)
    return set(re.findall(r"`([A-Z_]+)`", sentence))


def test_every_route_is_documented_with_its_function_and_every_documented_route_exists(
    system: System, routes_page: str
) -> None:
    names = {row["folder"]: name for name, row in functions(routes_page).items()}
    documented = {Route(row["method"], row["path"]): names[row["folder"]] for row in ROUTE.finditer(routes_page)}
    assert system.routes == documented


def test_every_function_has_the_handler_that_the_documents_name_and_it_is_in_the_repository(
    system: System, routes_page: str
) -> None:
    handlers = {name: function["Handler"] for name, function in system.functions.items()}
    assert handlers == {name: row["handler"] for name, row in functions(routes_page).items()}
    assert [handler for handler in handlers.values() if find_spec(handler.removesuffix(".handler")) is None] == []


def test_every_function_is_told_what_the_documents_list_and_nothing_else(system: System, routes_page: str) -> None:
    for name, row in functions(routes_page).items():
        documented = set(re.findall(r"`([A-Z_]+)`", row["variables"]))
        assert set(system.environment(name)) == documented | of_every_function(routes_page), name


def test_the_route_map_is_one_screen_and_says_what_each_route_does_in_a_few_words(routes_page: str) -> None:
    """If this fails, give the route's docstring a shorter first sentence."""
    assert len(routes_page.splitlines()) <= 70
    said = [row["what"] for row in ROUTE.finditer(routes_page)]
    assert [what for what in said if not 2 <= len(what.split()) <= 8] == []


def test_the_route_map_says_whom_a_route_lets_in_and_how_long_its_answer_is_kept(
    system: System, routes_page: str
) -> None:
    for row in ROUTE.finditer(routes_page):
        operation = system.operations[Route(row["method"], row["path"])]
        assert (row["who"] in {"moderator", "admin"}) == bool(operation.get("security")), row[0]
        policy = CACHED.get(f"{row['method']} {row['path']}", "")
        assert f"max-age={row['seconds']}," in policy if row["seconds"] else policy == "", row[0]


def test_every_stored_event_is_one_of_a_route_or_of_the_stream_and_every_route_has_one(
    routes_page: str, root: Path
) -> None:
    linked = re.findall(r"\(\.\./events/([\w.-]+)\)", routes_page)
    assert sorted(linked) == sorted(file.name for file in (root / "events").glob("*.json"))
    assert [row[0] for row in ROUTE.finditer(routes_page) if "../events/" not in row["events"]] == []


def test_the_settings_know_every_variable_that_a_function_is_told(system: System, root: Path) -> None:
    known = set(re.findall(r'"([A-Z_]{4,})"', (root / "shared" / "settings.py").read_text(encoding="utf-8")))
    told = {variable for name in system.functions for variable in system.environment(name)}
    assert told - {"POWERTOOLS_SERVICE_NAME", "POWERTOOLS_LOG_LEVEL"} == known


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
