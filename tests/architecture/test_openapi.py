"""docs/openapi.json describes the routes completely and is valid."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from local.cli import main
from local.errors import LocalError
from local.openapi import made_files
from local.openapi.fields import FIELDS
from local.openapi.models import without_null
from local.openapi.parts import PARAMETERS
from shared.web import caching, problems
from tests.api.contract import document, faults, operations
from tests.architecture.system import System

OPERATIONS = sorted(operations())


def test_it_is_valid_openapi() -> None:
    assert list(OpenAPIV31SpecValidator(document()).iter_errors()) == []


def test_it_is_what_the_routes_say() -> None:
    assert main(["openapi", "--check"]) == 0


def test_it_comes_out_the_same_every_time() -> None:
    """It runs in another process, with another order of sets, and without AWS."""
    environment = {"PATH": os.environ["PATH"], "PYTHONHASHSEED": "7", "AWS_ENDPOINT_URL": "http://127.0.0.1:9"}
    command = [sys.executable, "-m", "local", "openapi", "--check"]
    done = subprocess.run(  # noqa: S603
        command, cwd=made_files.ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_files_that_are_behind_are_named_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    for name in ("functions", "shared", "events", "template.yaml", "pyproject.toml", "docs/examples"):
        (tmp_path / name).symlink_to(made_files.ROOT / name)
    (tmp_path / "docs" / "problems.md").write_text((made_files.ROOT / "docs" / "problems.md").read_text())
    files = ["docs/openapi.json", "docs/problems.md", "docs/routes.md"]
    made_files.write(tmp_path)
    made_files.check(tmp_path)
    for file in files:
        (tmp_path / file).write_text((tmp_path / file).read_text().replace("/v1/articles", "/v2/articles"))
    said = f"^{', '.join(files)} do not fit the routes any more; run: make openapi$"
    with pytest.raises(LocalError, match=said):
        made_files.check(tmp_path)


def test_the_version_is_that_of_the_project_and_the_command_says_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    project = tomllib.loads((made_files.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert document()["info"]["version"] == project["version"]
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert (ended.value.code, capsys.readouterr().out) == (0, f"postbag {project['version']}\n")


def test_every_route_of_the_template_is_described_and_no_other(system: System) -> None:
    assert set(OPERATIONS) == {f"{route.method} {route.path}" for route in system.routes}


def test_what_needs_a_login_says_so(system: System) -> None:
    for route, operation in system.operations.items():
        described = operations()[f"{route.method} {route.path}"]
        assert ({"moderator": []} in described["security"]) == bool(operation.get("security")), route


@pytest.mark.parametrize("key", OPERATIONS)
def test_every_operation_is_described_with_its_parameters_and_a_body_to_try(key: str) -> None:
    operation = operations()[key]
    assert operation["summary"]
    assert operation["tags"] in (["readers"], ["moderators"])
    assert [parameter["name"] for parameter in operation["parameters"] if not parameter["description"]] == []
    if key.startswith(("POST", "PUT", "PATCH")):
        assert all(content["examples"] for content in operation["requestBody"]["content"].values())


@pytest.mark.parametrize("key", OPERATIONS)
def test_every_example_is_as_its_schema_says(key: str) -> None:
    method, _, path = key.partition(" ")
    place = ("paths", path, method.lower())
    operation = operations()[key]
    for number, parameter in enumerate(operation["parameters"]):
        if "example" in parameter:
            assert faults(parameter["example"], *place, "parameters", str(number), "schema") == []
    for media, content in operation.get("requestBody", {}).get("content", {}).items():
        for example in content["examples"].values():
            assert faults(example["value"], *place, "requestBody", "content", media, "schema") == []
    for status, response in operation["responses"].items():
        for media, content in response.get("content", {}).items():
            assert "example" in content or content["examples"]
            for example in _examples(content):
                assert faults(example, *place, "responses", status, "content", media, "schema") == []


@pytest.mark.parametrize("key", OPERATIONS)
def test_every_operation_has_an_example_of_its_good_answer(key: str) -> None:
    """If this fails, run: make examples."""
    [(status, good)] = [
        (status, answer)
        for status, answer in operations()[key]["responses"].items()
        if status[0] == "2" or status == "303"
    ]
    if status == "303":
        assert good["headers"]["Location"]["examples"]
    elif status != "204":
        assert all(content["examples"] for content in good["content"].values())


def test_every_kind_of_problem_has_an_example_of_its_own() -> None:
    """If this fails, run: make examples."""
    shown = document()["components"]["examples"]
    assert {name: example["value"]["code"] for name, example in shown.items()} == {
        code: code for code in problems.KINDS
    }


def test_every_kind_of_problem_is_documented_somewhere() -> None:
    named = {code for operation in operations().values() for code in codes(operation)}
    # A moderator's decisions are answered one by one within a 200.
    assert named | {"another-moderator", "cannot-pin", "cannot-undo"} == set(problems.KINDS)


@pytest.mark.parametrize("key", OPERATIONS)
def test_what_may_be_cached_is_documented_with_a_tag_and_what_may_not_as_not_to_be_stored(key: str) -> None:
    responses = operations()[key]["responses"]
    good = next(response for status, response in responses.items() if status.startswith("2") or status == "303")
    kept = good["headers"]["Cache-Control"]["$ref"].rpartition("/")[2]
    assert (kept, "ETag" in good["headers"], "304" in responses) == (
        ("Cache-Control", True, True) if key in caching.CACHED else ("No-Store", False, False)
    )


def test_every_model_is_described_and_every_field_of_it_that_is_no_model_itself() -> None:
    """If this fails, describe the field: below its line in the code, or in local/openapi/fields.py."""
    schemas = document()["components"]["schemas"]
    assert [name for name, schema in schemas.items() if not schema.get("description")] == []
    fields = {
        f"{name}.{field}": found
        for name, schema in schemas.items()
        for field, found in schema.get("properties", {}).items()
    }
    assert [name for name, found in fields.items() if "description" not in found and not _refers(found)] == []


def test_no_words_on_a_field_are_left_over() -> None:
    """If this fails, a field is gone, or the code describes it: remove its line in local/openapi/."""
    said = json.dumps(document(), ensure_ascii=False)
    words = {**FIELDS, **PARAMETERS}
    assert [name for name, text in words.items() if json.dumps(text, ensure_ascii=False) not in said] == []


def test_a_field_without_null_is_what_is_left() -> None:
    assert without_null({"anyOf": [{"type": "string"}, {"type": "null"}], "title": "X"}) == {"type": "string"}


def _refers(schema: dict[str, Any]) -> bool:
    return "$ref" in json.dumps(schema)


def codes(operation: dict[str, Any]) -> set[str]:
    """The codes that an operation documents, for refusals as a document or as a page."""
    return {
        code
        for answer in operation["responses"].values()
        for code in re.findall(r"- `([a-z-]+)`:", answer["description"])
    }


def _examples(content: dict[str, Any]) -> list[Any]:
    if "example" in content:
        return [content["example"]]
    shared = document()["components"]["examples"]
    return [
        shared[example["$ref"].rpartition("/")[2]]["value"] if "$ref" in example else example["value"]
        for example in content["examples"].values()
    ]
