"""A lively article for the first look. Everything enters through the API, as readers and a moderator send it."""

from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx

from local.emulator.authorizer import Keys
from local.emulator.gateway import wall_clock
from local.emulator.stack import Stack
from local.errors import LocalError
from local.http_client import LocalClient, reader_pass

MINUTE = 60_000
DECIDED_AFTER = 6 * MINUTE


@dataclass(frozen=True)
class Remark:
    """One comment: its author, its age in minutes, the earlier remark that it answers, and its decision."""

    author: str
    minutes: int
    body: str
    answers: int | None = None
    fate: str = "approve"
    why: str | None = None
    note: str | None = None


REMARKS = (
    Remark(
        "Bridget Laverty",
        2870,
        "I have slept four hundred yards from that bell for sixty-one years. I don't hear it. My husband, God rest "
        "him, used to say that I would wake the night it *didn't* ring.",
    ),
    Remark(
        "Tomasz W.",
        2790,
        "I am one of the four on the rota. The article makes it sound romantic. It is February, it is dark, the ladder "
        "is iced over, and your hands stop working after about a minute. I voted for the bell anyway.",
    ),
    Remark(
        "Nadia Rahman",
        2705,
        "Dr Voss is right about the new estate. We are up behind the water tower and in January we heard nothing at "
        "all. A message to the telephone is not a luxury for us, it is the warning.",
    ),
    Remark(
        "Old Quay Lane",
        2680,
        "£61,000 for a siren that reads a timetable. I could have sold them a calendar.",
    ),
    Remark(
        "Bridget Laverty",
        2610,
        "Thank you, Tomasz. There is soup at number 9 whenever the light is on, and it is on when the wind is in the "
        "north.",
        answers=1,
    ),
    Remark(
        "Yusuf Adeyemi",
        2540,
        "Serious question: why does freeing the float need somebody *in* the water? On the lock at Hallam they do it "
        "with a long pole from the gantry.",
    ),
    Remark(
        "Tomasz W.",
        2490,
        "Because the chain jams inside the frame, below the second step, and a pole cannot get round the corner. We "
        "tried it in 2022 and lost the pole. The new float is meant to run on rails, which should end that.",
        answers=5,
    ),
    Remark(
        "Yusuf Adeyemi",
        2465,
        "That makes sense, thanks. I'd happily put my name down, who do I write to?",
        answers=5,
    ),
    Remark(
        "Pier Row resident",
        2300,
        "A word for the owners of the flats, since nobody else will say one. We were told at the sale that the bell "
        "was ornamental. Asking for quiet between eleven and six was a question, not a war.",
    ),
    Remark(
        "M. Castellano",
        2240,
        "Fair enough, and I hope it stays as polite as this. But a flood does not keep office hours.",
        answers=8,
    ),
    Remark(
        "Signalman Joe",
        1980,
        "In a north-easterly you hear it at the railway station, and I can tell you that you hear it *on* the 05:40 as "
        "well if somebody has left a window open.",
    ),
    Remark(
        "Ines Moreau",
        1510,
        "My class walked out to the bell this morning and we worked out that the clapper needs about 40 cm of water "
        "above the last step before it knocks. If the council wants the sums for the new float, we have them, with "
        "drawings.",
    ),
    Remark(
        "Ruth I.",
        1440,
        "Bring them down to the quay, Ines. I'll swap you a bucket of bait for the lot.",
        answers=11,
    ),
    Remark(
        "Gareth Pugh",
        1120,
        "Anyone who votes for a bell in this century is an idiot and so are their children.",
        fate="reject",
        why="abuse",
        note="Disagree with the vote as sharply as you like, but leave the voters and their children out of it.",
    ),
    Remark(
        "Harriet Osei",
        640,
        "What happens between now and March? “Do what they have always done, which is to listen” is a lovely last "
        "line, but the estate can't hear it. Could the parish at least ring round?",
    ),
    Remark(
        "Nadia Rahman",
        600,
        "We have started a telephone tree, Harriet. Ask for me at the library.",
        answers=14,
    ),
    Remark(
        "Sven from the ferry",
        95,
        "We can see the bell from the bridge before we can hear it. If they light the frame when it rings, half the "
        "estuary would have its warning for the price of a lamp.",
        fate="wait",
    ),
    Remark(
        "Clara",
        35,
        "The plans for the ladder are on the council's page: https://saltmarsh.example/harbour/ladder and the minutes "
        "with the vote are at https://saltmarsh.example/minutes/november",
        fate="wait",
    ),
)

CLICKS = {"whatsapp": 6, "facebook": 5, "copy": 3, "bluesky": 2, "email": 2, "mastodon": 1}
VISITS = {"u5": 5, "q2": 3, "n8": 2}
"""Visits by the code of the shared link: WhatsApp, copied, Facebook."""


@dataclass(frozen=True)
class Shown:
    """The article on the page, from the attributes of its <postbag-comments> element."""

    id: str
    title: str
    url: str


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str | None] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "postbag-comments" and self.found is None:
            self.found = dict(attrs)


def article_on(page: Path, origin: str) -> Shown:
    """The page's article. Raises LocalError if it has no <postbag-comments> with an article-id."""
    elements = _Elements()
    elements.feed(page.read_text(encoding="utf-8"))
    found = elements.found or {}
    if not found.get("article-id"):
        raise LocalError(f"{page} has no <postbag-comments article-id=…> to put demo data under")
    url = httpx.URL(f"{origin}/").join(found.get("article-url") or "/")
    return Shown(str(found["article-id"]), found.get("article-title") or "An article", str(url))


def fill(stack: Stack, keys: Keys, token: str, article: Shown) -> int:
    """Post the demo's comments and share clicks, unless the article has some; return the number of comments.

    `token` is a moderator's. Raises LocalError if the service answers something unexpected.
    """
    now = wall_clock()
    with LocalClient(stack, keys, clock=now) as door:
        counts = _answered(door.get("/v1/counts", params={"article_ids": article.id}))["counts"][article.id]
        if counts["comments"] or counts["shares"]:
            return int(counts["comments"])
        passes: dict[str, str] = {}
        posted: list[str] = []
        for place, remark in enumerate(REMARKS):
            door.clock = now - remark.minutes * MINUTE
            if remark.author in passes:
                stack.pump()  # a reader whose first comment was approved need not wait again
            else:
                door.address = f"203.0.113.{20 + len(passes)}"
                passes[remark.author] = reader_pass(door)
            draft: dict[str, Any] = {"author_name": remark.author, "body": remark.body}
            draft["article"] = {"url": article.url, "title": article.title}
            if remark.answers is not None:
                draft["parent_id"] = posted[remark.answers]
            headers = {"authorization": f"Bearer {passes[remark.author]}", "idempotency-key": f"demo-{place}"}
            answer = door.post(f"/v1/articles/{article.id}/comments", json=draft, headers=headers)
            comment = _answered(answer)["comment"]
            posted.append(comment["id"])
            if comment["status"] == "pending" and remark.fate != "wait":
                _decide(door, token, article.id, comment["id"], remark)
        _share(door, article, now)
        stack.pump()
        counts = _answered(door.get("/v1/counts", params={"article_ids": article.id}))["counts"][article.id]
        return int(counts["comments"])


def _decide(door: LocalClient, token: str, article: str, comment: str, remark: Remark) -> None:
    door.clock = (door.clock or 0) + DECIDED_AFTER
    decision = {"article_id": article, "comment_id": comment, "action": remark.fate}
    decision |= {name: text for name, text in (("reason", remark.why), ("note", remark.note)) if text}
    headers = {"authorization": f"Bearer {token}"}
    answer = _answered(door.post("/v1/moderation/decisions", json={"decisions": [decision]}, headers=headers))
    if not answer["results"][0]["ok"]:
        raise LocalError(f"a decision of the demo was not carried out: {answer['results'][0]}")


def _share(door: LocalClient, article: Shown, now: int) -> None:
    """Readers share the article, and others open it by some of the links."""
    door.clock = now
    about = {"url": article.url, "title": article.title}
    for network, clicks in CLICKS.items():
        _send(door, f"/v1/articles/{article.id}/shares", {"network": network, "article": about}, clicks)
    for code, visits in VISITS.items():
        _send(door, f"/v1/articles/{article.id}/visits", {"via": code}, visits)


def _send(door: LocalClient, path: str, body: dict[str, Any], readers: int) -> None:
    for place in range(readers):
        door.address = f"198.51.100.{place + 1}"
        _answered(door.post(path, json=body))


def _answered(response: httpx.Response) -> dict[str, Any]:
    if response.is_error:
        raise LocalError(f"demo data: {response.request.url} answered {response.status_code}: {response.text}")
    found: dict[str, Any] = response.json()
    return found
