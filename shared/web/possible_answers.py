"""What a route can answer, said next to it. docs/openapi.json is made of it, and the tests hold every answer to that.

Nothing here is asked while a request is answered.
"""

from collections.abc import Collection

from aws_lambda_powertools.event_handler.openapi.types import OpenAPIResponse

from shared.web.problems import CONTENT_TYPE, KINDS

JSON = "application/json"


def possible_answers(*refusals: str, media: str = JSON, within: Collection[str] = ()) -> dict[int, OpenAPIResponse]:
    """What `responses=` of a route takes: the codes it refuses with, and the media type of its good answer.

    `within` are codes of problems that stand in the good answer, each for one of several things that were asked.
    What every route of its kind can refuse (a body that cannot be read, a missing pass) is not named here:
    local/openapi/refusals.py knows it.
    """
    said: dict[int, OpenAPIResponse] = {}
    if media != JSON or within:
        said[200] = {"description": "", "content": {media: {"examples": {code: {} for code in within}}}}
    for code in refusals:
        answer = said.setdefault(KINDS[code].status, {"description": "", "content": {CONTENT_TYPE: {"examples": {}}}})
        answer["content"][CONTENT_TYPE]["examples"][code] = {}
    return said
