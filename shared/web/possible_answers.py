"""Declares a route's possible answers next to it. docs/openapi.json is made from them; tests check every answer.

Nothing here runs while a request is answered.
"""

from collections.abc import Collection

from aws_lambda_powertools.event_handler.openapi.types import OpenAPIResponse

from shared.web.problems import CONTENT_TYPE, KINDS

JSON = "application/json"


def possible_answers(*refusals: str, media: str = JSON, within: Collection[str] = ()) -> dict[int, OpenAPIResponse]:
    """The value of a route's `responses=`: the codes of its refusals, and the media type of its good answer.

    `within` are codes of problems inside the good answer, each for one of several requested things. Refusals that every
    route of a kind can give (an unreadable body, a missing pass) are not named here: local/openapi/refusals.py adds
    them.
    """
    said: dict[int, OpenAPIResponse] = {}
    if media != JSON or within:
        said[200] = {"description": "", "content": {media: {"examples": {code: {} for code in within}}}}
    for code in refusals:
        answer = said.setdefault(KINDS[code].status, {"description": "", "content": {CONTENT_TYPE: {"examples": {}}}})
        answer["content"][CONTENT_TYPE]["examples"][code] = {}
    return said
