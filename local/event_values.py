"""Values that stored events need: a reader's pass, comments to act on, a registered article.

In an event such a value is written as `${NAME}`, since it is valid for one stack only. Each is made through the API, as
a page or the desk makes it, and only when an event names it.
"""

import re
from functools import cached_property
from typing import Any

from local.http_client import LocalClient, answered, reader_pass, solution

ARTICLE = "harbour-ferries"
_ABOUT = {"url": "http://127.0.0.1:8000/", "title": "The night ferries come back"}
_NAME = re.compile(r"\$\{([A-Z_]+)\}")


class EventValues:
    """The values that stored events name, by their names in lower case."""

    def __init__(self, door: LocalClient, moderator_token: str, *, article: str = ARTICLE) -> None:
        """`article` is the id that all of them are about."""
        self._door = door
        self._article = article
        self._moderator = {"authorization": f"Bearer {moderator_token}"}

    def set(self, text: str) -> str:
        """Replace every known `${NAME}` in `text`; others stay."""
        return _NAME.sub(lambda found: getattr(self, found[1].lower(), found[0]), text)

    @cached_property
    def solution(self) -> str:
        """A solved proof of work."""
        return solution(self._door)

    @cached_property
    def reader_pass(self) -> str:
        """The pass of the reader who sends the event."""
        return reader_pass(self._door)

    @cached_property
    def article(self) -> str:
        """A registered article."""
        click = {"network": "x", "article": _ABOUT}
        answered(self._door.post(f"/v1/articles/{self._article}/shares", json=click))
        return self._article

    @cached_property
    def comment(self) -> str:
        """A comment by another reader that everybody sees."""
        return self._decided(reader_pass(self._door), "approve")

    @cached_property
    def own_comment(self) -> str:
        """A pending comment by the reader who sends the event."""
        return str(self._posted(self.reader_pass)["id"])

    @cached_property
    def rejected_comment(self) -> str:
        """A rejected comment by the reader who sends the event."""
        return self._decided(self.reader_pass, "reject")

    @cached_property
    def reader(self) -> str:
        """The id of the reader who sends the event, who has a comment."""
        comment = self.own_comment
        queue = answered(self._door.get("/v1/moderation/queues/pending", headers=self._moderator))["comments"]
        return next(str(queued["reader_id"]) for queued in queue if queued["id"] == comment)

    @cached_property
    def ban(self) -> str:
        """The id of a ban of that reader, with a removal of the reader's comments."""
        ban = {"kind": "reader", "value": self.reader, "remove_comments": True}
        laid = answered(self._door.post("/v1/moderation/bans", json=ban, headers=self._moderator))
        return str(laid["ban"]["id"])

    def _posted(self, by: str) -> dict[str, Any]:
        draft = {"author_name": "Greta Lindqvist", "body": "My grandmother took the night ferry.", "article": _ABOUT}
        headers = {"authorization": f"Bearer {by}"}
        sent = self._door.post(f"/v1/articles/{self._article}/comments", json=draft, headers=headers)
        comment: dict[str, Any] = answered(sent)["comment"]
        return comment

    def _decided(self, by: str, action: str) -> str:
        comment = self._posted(by)
        decision = {"article_id": self._article, "comment_id": comment["id"], "action": action}
        sent = self._door.post("/v1/moderation/decisions", json={"decisions": [decision]}, headers=self._moderator)
        answered(sent)
        return str(comment["id"])
