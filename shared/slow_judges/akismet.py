"""Akismet, which knows spam from many sites (akismet.com/developers/detailed-docs/comment-check).

Postbag departs from Akismet's advice twice. First, Akismet requires `user_ip` and refuses a call without one (`Missing
required field: user_ip`), but Postbag keeps no addresses. It sends 127.0.0.1, which tells that no address is known. The
documentation does not say how Akismet judges such a comment, only that performance "can drop dramatically if you choose
to exclude data points". So it judges by text, name and links alone. An address from a range for examples would be
worse: one stranger would seem to write every comment.

Second, `user_role` is left out. Akismet takes everything that an administrator writes for good, and Postbag judges its
staff too.
"""

from http import HTTPStatus
from urllib.parse import urlencode

from shared.domain.judging.verdict import Finding
from shared.domain.times import rfc3339
from shared.slow_judges.http_call import LONGEST_WAIT, Answer, post
from shared.slow_judges.service import CommentForJudges, Down, held, passed, short

ENDPOINT = "https://rest.akismet.com/1.1/comment-check"
SPAM = 80
"""Weight of a finding when Akismet takes a comment for spam."""
BLATANT = 100
"""Weight of a finding when Akismet advises not even to keep the comment."""

_NO_ADDRESS = "127.0.0.1"
_REASONS = ("x-akismet-alert-msg", "x-akismet-debug-help", "x-akismet-error")
"""Headers in which Akismet explains why it did not judge (akismet.com/developers/detailed-docs/errors)."""


class Akismet:
    """Akismet under one key, for the site whose front page is `blog`."""

    name = "akismet"
    title = "Akismet"

    def __init__(self, key: str, blog: str, *, url: str = ENDPOINT, seconds: float = LONGEST_WAIT) -> None:
        self._key = key
        self._blog = blog
        self._url = url
        self._seconds = seconds

    def ask(self, asked: CommentForJudges, *, at: int) -> Finding:  # noqa: ARG002  (the request carries no time)
        """Akismet's finding.

        Raises:
            Down: it gave no answer, or an answer without a judgement.
        """
        form = urlencode(self._form(asked)).encode()
        answer = post(self._url, form, {"Content-Type": "application/x-www-form-urlencoded"}, seconds=self._seconds)
        if answer.status != HTTPStatus.OK:
            raise Down(f"answered with status {answer.status}")
        said = answer.body.strip()
        # With an alert (a suspended key, too many calls) even `false` may be no judgement.
        if "x-akismet-alert-code" in answer.headers or said not in (b"true", b"false"):
            raise Down(f"did not judge it: {_reason(answer)}")
        if said == b"false":
            return passed(self.name, "Akismet takes it for no spam.")
        if answer.headers.get("x-akismet-pro-tip", "").strip().lower() == "discard":
            return held(self.name, "Akismet takes it for blatant spam, which it advises to discard.", weight=BLATANT)
        return held(self.name, "Akismet takes it for spam.", weight=SPAM)

    def _form(self, asked: CommentForJudges) -> dict[str, str]:
        form = {
            "api_key": self._key,
            "blog": self._blog,
            "blog_charset": "UTF-8",
            "blog_lang": asked.language,
            "user_ip": _NO_ADDRESS,
            "permalink": asked.article_url,
            "comment_type": "comment",
            "comment_author": asked.author_name,
            "comment_content": asked.body,
            "comment_date_gmt": rfc3339(asked.created_at),
            "recheck_reason": "edit" if asked.edited_at else None,
        }
        return {field: value for field, value in form.items() if value}


def _reason(answer: Answer) -> str:
    """The fault that Akismet reports: in a header, or in place of true or false."""
    given = [answer.headers[name] for name in _REASONS if name in answer.headers]
    return short("; ".join(given) or answer.body.decode(errors="replace") or "no reason given", 300).rstrip(".")
