"""The local gateway answers as API Gateway does, and passes on the same requests."""

import base64
import json
from collections.abc import Callable

import httpx
import pytest

from local.emulator.gateway import LARGEST_PAYLOAD
from local.emulator.stack import Stack
from local.http_client import LocalClient
from tests.support.small_project import Project


def event_of(answer: httpx.Response) -> dict:
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_most_specific_route_wins(small_api: LocalClient):
    assert event_of(small_api.get("/v1/things/mine"))["routeKey"] == "GET /v1/things/mine"
    event = event_of(small_api.get("/v1/things/abc"))
    assert event["routeKey"] == event["requestContext"]["routeKey"] == "GET /v1/things/{thing}"
    assert event["pathParameters"] == {"thing": "abc"}


def test_a_greedy_variable_takes_the_rest_of_the_path_and_any_method(small_api: LocalClient):
    event = event_of(small_api.patch("/v1/rest/a/b/c"))
    assert event["pathParameters"] == {"path": "a/b/c"}
    assert event["routeKey"] == "ANY /v1/rest/{path+}"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/nothing"),
        ("GET", "/v1/things/"),
        ("GET", "/v1/things/a/b"),
        ("DELETE", "/v1/things/a"),
        ("FROB", "/v1/things/a"),
        ("GET", "/V1/things/a"),
    ],
)
def test_what_has_no_route_is_not_found(small_api: LocalClient, method: str, path: str):
    answer = small_api.request(method, path)
    assert (answer.status_code, answer.text) == (404, '{"message":"Not Found"}')
    assert answer.headers["content-type"] == "application/json"


def test_a_head_request_does_not_fall_back_to_get(small_api: LocalClient):
    answer = small_api.head("/v1/things/a")
    assert (answer.status_code, answer.content) == (404, b"")


def test_an_event_has_everything_a_function_may_look_at(small_api: LocalClient):
    small_api.address = "198.51.100.9"
    answer = small_api.get("/v1/things/a", headers={"user-agent": "a browser", "host": "api.news.example"})
    event = event_of(answer)
    context = event["requestContext"]
    assert event["version"] == "2.0"
    assert event["rawPath"] == context["http"]["path"] == "/v1/things/a"
    assert context["stage"] == "$default"
    assert context["http"]["method"] == "GET"
    assert context["http"]["sourceIp"] == "198.51.100.9"
    assert context["http"]["userAgent"] == "a browser"
    assert context["timeEpoch"] == 1_795_341_600_123
    assert context["time"] == "22/Nov/2026:10:00:00 +0000"
    assert context["domainName"] == event["headers"]["host"] == "api.news.example"
    assert context["requestId"] == answer.headers["apigw-requestid"]
    assert event["isBase64Encoded"] is False
    for absent in ("body", "cookies", "queryStringParameters"):
        assert absent not in event


def test_a_forged_forwarded_for_header_changes_no_source_address(small_api: LocalClient):
    event = event_of(small_api.get("/v1/things/a", headers={"x-forwarded-for": "1.2.3.4"}))
    assert event["requestContext"]["http"]["sourceIp"] == "203.0.113.7"
    assert event["headers"]["x-forwarded-for"] == "1.2.3.4, 203.0.113.7"


def test_repeated_query_parameters_are_joined_by_commas_and_kept_raw_beside_it(small_api: LocalClient):
    event = event_of(small_api.get("/v1/things/a?x=1&y=%C3%A9+%26&x=2&empty="))
    assert event["rawQueryString"] == "x=1&y=%C3%A9+%26&x=2&empty="
    assert event["queryStringParameters"] == {"x": "1,2", "y": "é &", "empty": ""}


def test_headers_arrive_in_lower_case_and_repeated_ones_joined(small_api: LocalClient):
    event = event_of(
        small_api.get("/v1/things/a", headers=[("X-Twice", "a"), ("X-Twice", "b"), ("IF-None-Match", '"1"')])
    )
    assert event["headers"]["x-twice"].replace(" ", "") == "a,b"
    assert event["headers"]["if-none-match"] == '"1"'


def test_cookies_have_a_place_of_their_own(small_api: LocalClient):
    event = event_of(small_api.get("/v1/things/a", headers={"cookie": "a=1; b=2"}))
    assert event["cookies"] == ["a=1", "b=2"]
    assert "cookie" not in event["headers"]


def test_a_path_arrives_decoded(small_api: LocalClient):
    event = event_of(small_api.get("/v1/things/caf%C3%A9%20au%20lait"))
    assert event["rawPath"] == "/v1/things/café au lait"
    assert event["pathParameters"] == {"thing": "café au lait"}


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "application/json; charset=utf-8", "text/plain", "TEXT/html", "application/xml"],
)
def test_a_body_of_a_text_type_arrives_as_text(small_api: LocalClient, content_type: str):
    event = event_of(small_api.post("/v1/things", content="grüße".encode(), headers={"content-type": content_type}))
    assert (event["body"], event["isBase64Encoded"]) == ("grüße", False)


@pytest.mark.parametrize(
    "content_type",
    ["application/x-www-form-urlencoded", "application/octet-stream", "application/problem+json", "image/png", None],
)
def test_a_body_of_any_other_type_or_of_none_arrives_in_base64(small_api: LocalClient, content_type: str | None):
    headers = {"content-type": content_type} if content_type else {}
    event = event_of(small_api.post("/v1/things", content=b"a=1", headers=headers))
    assert (event["body"], event["isBase64Encoded"]) == (base64.b64encode(b"a=1").decode(), True)


def test_bad_utf8_in_a_text_arrives_as_replacement_characters(small_api: LocalClient):
    event = event_of(small_api.post("/v1/things", content=b"a\xff\xfeb", headers={"content-type": "application/json"}))
    assert event["body"] == "a\ufffd\ufffdb"


def test_ten_megabytes_pass_and_one_byte_more_does_not(small_api: LocalClient):
    headers = {"content-type": "text/plain"}
    assert small_api.post("/v1/things", content=b"x" * LARGEST_PAYLOAD, headers=headers).status_code == 200
    answer = small_api.post("/v1/things", content=b"x" * (LARGEST_PAYLOAD + 1), headers=headers)
    assert (answer.status_code, answer.text) == (413, '{"message":"Request Entity Too Large"}')


def test_each_route_takes_its_burst_and_then_refuses(small_api: LocalClient):
    answers = [small_api.get("/v1/things/a").status_code for _ in range(21)]
    assert answers == [200] * 20 + [429]
    refused = small_api.get("/v1/things/a")
    assert (refused.status_code, refused.text) == (429, '{"message":"Too Many Requests"}')
    assert small_api.get("/v1/things/mine").status_code == 200


def test_a_preflight_is_answered_for_the_origins_of_the_template(small_api: LocalClient):
    asked = {"origin": "https://news.example", "access-control-request-method": "POST"}
    answer = small_api.options("/v1/things", headers=asked)
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "https://news.example"
    assert answer.headers["access-control-allow-methods"] == "GET,POST"
    assert answer.headers["access-control-allow-headers"] == "authorization"
    assert answer.headers["access-control-max-age"] == "600"


def test_a_preflight_of_another_origin_is_told_nothing(small_api: LocalClient):
    asked = {"origin": "https://evil.example", "access-control-request-method": "POST"}
    answer = small_api.options("/v1/things", headers=asked)
    assert answer.status_code == 204
    assert [name for name in answer.headers if name.startswith("access-control-")] == []


def test_answers_carry_cors_headers_for_allowed_origins_only(small_api: LocalClient):
    allowed = small_api.get("/v1/things/a", headers={"origin": "https://news.example"})
    assert allowed.headers["access-control-allow-origin"] == "https://news.example"
    assert allowed.headers["access-control-expose-headers"] == "etag"
    for other in ({}, {"origin": "https://evil.example"}, {"origin": "null"}):
        assert "access-control-allow-origin" not in small_api.get("/v1/things/a", headers=other).headers


def test_what_a_function_says_of_cors_is_ignored(project: Project, small_api: LocalClient):
    project.code('handler = lambda *_: {"statusCode": 200, "headers": {"Access-Control-Allow-Origin": "*"}}')
    assert "access-control-allow-origin" not in small_api.get("/v1/things/a").headers


@pytest.mark.parametrize(
    ("code", "status", "kind", "text"),
    [
        ('{"statusCode": 201, "body": "made"}', 201, "text/plain;charset=UTF-8", "made"),
        ('{"statusCode": "202", "body": "later"}', 202, "text/plain;charset=UTF-8", "later"),
        ('{"a": 1}', 200, "application/json", '{"a": 1}'),
        ('"text"', 200, "application/json", "text"),
        ('{"statusCode": 200, "body": "aGk=", "isBase64Encoded": True}', 200, "text/plain;charset=UTF-8", "hi"),
        ('{"statusCode": 204}', 204, None, ""),
        ('{"statusCode": 304, "headers": {"etag": "x"}, "body": "ignored"}', 304, None, ""),
    ],
)
def test_a_functions_answer_becomes_the_response(project, small_api, code, status, kind, text):  # noqa: PLR0913, PLR0917
    project.code(f"handler = lambda *_: {code}")
    answer = small_api.get("/v1/things/a")
    assert (answer.status_code, answer.headers.get("content-type"), answer.text) == (status, kind, text)


def test_each_cookie_of_an_answer_becomes_a_header(project: Project, small_api: LocalClient):
    project.code('handler = lambda *_: {"statusCode": 200, "cookies": ["a=1", "b=2"]}')
    assert small_api.get("/v1/things/a").headers.get_list("set-cookie") == ["a=1", "b=2"]


@pytest.mark.parametrize(
    "code",
    [
        "1 / 0",
        '{"statusCode": "many"}',
        '{"statusCode": 1000}',
        '{"statusCode": 200, "body": "%%%", "isBase64Encoded": True}',
        '{"statusCode": 200, "body": {1, 2}}',
        'exit("enough")',
    ],
)
def test_a_broken_function_is_an_internal_server_error(project: Project, small_api: LocalClient, code: str):
    project.code(f"handler = lambda *_: {code}")
    answer = small_api.get("/v1/things/a")
    assert (answer.status_code, answer.text) == (500, '{"message":"Internal Server Error"}')


def test_the_real_templates_routes_are_all_served(moto_api: LocalClient, moto_stack: Stack):
    fill: Callable[[str], str] = lambda path: path.replace("{", "").replace("}", "")  # noqa: E731
    for route in moto_stack.system.routes:
        answer = moto_api.request(route.method, fill(route.path))
        assert answer.text != '{"message":"Not Found"}', route.key
        assert answer.status_code != 500, route.key
        if route.authorizer:
            assert (answer.status_code, json.loads(answer.text)) == (401, {"message": "Unauthorized"})
