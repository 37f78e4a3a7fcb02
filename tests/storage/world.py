"""Random deeds of readers and moderators, done through the storage code itself, and the items that they left.

All deeds are noted here as facts. From these, the independent count of counting.py derives the right tallies.
"""

from collections import Counter
from collections.abc import Callable
from random import Random

from shared.domain.articles.article import Article
from shared.domain.comments.access import CommentFacts
from shared.domain.comments.comment import Comment, CommentChange
from shared.domain.comments.draft import Draft, Revision
from shared.domain.comments.own_comments import appeal, may_edit, withdraw
from shared.domain.comments.posting import Situation, Submission, compose, reworded
from shared.domain.comments.reasons import Reason, ReportReason
from shared.domain.comments.ruling import Action
from shared.domain.comments.sender import Sender, SentText
from shared.domain.comments.votes_and_reports import CastVote, FiledReport
from shared.domain.identifiers import RANDOM_BYTES, reader_id, ulid
from shared.domain.judging.policy import Policy
from shared.domain.judging.verdict import Decision, Verdict
from shared.domain.log.log_entry import LogStamp
from shared.domain.moderation.decisions import ProposedDecision, decide
from shared.domain.people.reader import Reader
from shared.domain.refusals import Refusal
from shared.domain.sharing import visit
from shared.domain.sharing.networks import Network, ViaCode
from shared.domain.sharing.share_click import ShareClick
from shared.domain.sharing.visit import Visit, VisitDraft
from shared.domain.times import HOUR, MINUTE, SECOND, day
from shared.storage import keys, table
from shared.storage.articles import registration
from shared.storage.comments import comment_item, comments, posting, rate_limits, votes_and_reports
from shared.storage.keys import Key
from shared.storage.moderation import decisions
from shared.storage.people import used_challenges
from shared.storage.sharing import share_clicks
from shared.storage.sharing import visits as stored_visits
from tests.storage.memory import Clock, Item, Place

MIDNIGHT = 1_795_392_000_000  # Monday, 2026-11-23 00:00 UTC: the beginning of a day and of a week
_MODERATORS = ("mia", "noor", "otto")
_SETTLING = frozenset({Action.APPROVE, Action.REJECT, Action.SPAM})
_SENT = 0.3
"""The share of comments that come from an address, with the items that this writes. Others are as after an import."""
_VERDICTS = {
    decision: Verdict(decision=decision, findings=(), policy_hash="p") for decision in (Decision.PUBLISH, Decision.HOLD)
}
_DEEDS = {
    "post": 4,
    "reply": 5,
    "decide": 6,
    "vote": 8,
    "report": 5,
    "click": 5,
    "visit": 4,
    "withdraw": 1,
    "edit": 1,
    "appeal": 1,
    "noise": 2,
    "later": 2,
}


class World:
    """Facts, as people made them. `look` returns an item of the table in DynamoDB's notation, or None."""

    def __init__(self, rng: Random, clock: Clock, look: Callable[[Place], Item | None]) -> None:
        self.rng = rng
        self.clock = clock
        self._look = look
        self.articles = ["ferries", "ferries-2", "Harbour~1"][: rng.randint(1, 3)]
        self.readers = [reader_id(bytes([number]) * RANDOM_BYTES) for number in range(rng.randint(2, 5))]
        self.left: dict[Place, Item] = {}
        """Every item that people wrote, as they left it."""
        self.comments: dict[str, Comment] = {}
        """Every comment by id, as people left it."""
        self.misjudged: set[str] = set()
        """Comments that a moderator's last decision shows, though more reports were counted than it settled."""
        self.sent = Counter[Place]()
        """The counts of the items that limit sending."""
        self.decided: dict[str, int] = {}
        """The time of each comment's first decision, in ms since the epoch."""
        self.votes: dict[tuple[str, str], int] = {}
        self.reports: dict[tuple[str, str], int] = {}
        """The time of each report, in ms since the epoch, by comment and reader."""
        self.clicks: list[ShareClick] = []
        self.visits: list[Visit] = []
        self._later: list[Callable[[], None]] = []
        self._deeds = {
            "post": self._post,
            "reply": self._reply,
            "decide": self._decide,
            "vote": self._vote,
            "report": self._report,
            "click": self._click,
            "visit": self._visit,
            "withdraw": self._withdraw,
            "edit": self._edit,
            "appeal": self._appeal,
            "noise": self._noise,
            "later": self._do_later,
        }

    @property
    def facts(self) -> int:
        """Number of facts that are counted."""
        return sum(map(len, (self.comments, self.votes, self.reports, self.clicks, self.visits)))

    def live(self, deeds: int) -> None:
        """Let people do some deeds."""
        for name in self.rng.choices([*_DEEDS], weights=[*_DEEDS.values()], k=deeds):
            self.clock.now += self.rng.choice((0, 0, 7, 900, 61 * SECOND))
            try:
                self._deeds[name]()
            except (Refusal, posting.Outdated):
                continue

    def rush(self, comments: int) -> None:
        """Write so many comments at once, and a reply to each."""
        for _ in range(comments):
            article = self.rng.choice(self.articles)
            self.post(article, under=self.post(article))

    def post(
        self,
        article: str,
        *,
        under: Comment | None = None,
        decision: Decision = Decision.PUBLISH,
        via: ViaCode | None = None,
        sent: bool = False,
    ) -> Comment:
        """Write a comment, published or held. Its author may have come by a shared link (`via`).

        A comment that is neither `sent` nor by such a visitor is written as after an import.
        """
        comment = compose(
            Draft(author_name="Ann", body=f"Number {len(self.comments)}"),
            by=Reader(id=self.rng.choice(self.readers)),
            on=article,
            under=under,
            verdict=_VERDICTS[decision],
            at=self.clock.now,
            comment_id=ulid(self.clock.now, self.rng.randbytes(RANDOM_BYTES)),
        )
        registered = Article(id=article, url="https://news.example/", title="T", registered_at=self.clock.now)
        key = f"key of {comment.id}"
        came = self._visitors_comment(via, article, key) if via else None
        registering = None if self._look(keys.article(article)) else registered
        if sent or came:
            situation = self._situation(comment)
            posting.add(Submission(comment, registering, came), situation)
            self._leave_sent(comment, situation)
        else:
            article_too = [registration.registration(registering)] if registering else []
            table.write(table.new(comment_item.to_item(comment)), *article_too)
        self._leave(keys.article(article))
        if came:
            self.visits.append(came)
            self._leave(keys.visitors_comment(article, came.day, came.network, key))
        return self._wrote(comment)

    def decide(self, comment: Comment, action: Action) -> None:
        """Decide as a moderator."""
        self._read_and_decide(comment, action)()

    def vote(self, comment: Comment, reader: str, value: int) -> None:
        """Vote, or take a vote back."""
        cast = CastVote(
            article_id=comment.article_id, comment_id=comment.id, reader_id=reader, value=value, at=self.clock.now
        )
        votes_and_reports.store_vote(cast)
        self.votes[comment.id, reader] = value
        self._leave(keys.vote(comment.article_id, comment.id, reader))

    def report(self, comment: Comment, reader: str) -> None:
        """Report a comment."""
        filed = FiledReport(
            article_id=comment.article_id,
            comment_id=comment.id,
            reader_id=reader,
            reason=ReportReason.SPAM,
            at=self.clock.now,
        )
        votes_and_reports.store_report(filed)
        self.reports.setdefault((comment.id, reader), filed.at)
        self._leave(keys.report(comment.article_id, comment.id, reader))

    def click(self, article: str, network: Network, reader_key: str) -> None:
        """Click on a share button. The second click on one day is no fact."""
        at = self.clock.now
        click = ShareClick(article_id=article, network=network, day=day(at), reader_key=reader_key, at=at)
        if share_clicks.add(click):
            self.clicks.append(click)
            self._leave(keys.share_click(article, click.day, network, reader_key))

    def visit(self, article: str, code: ViaCode, reader_key: str) -> None:
        """Open a shared link. The second visit on one day is no fact."""
        arrived = visit.visit(VisitDraft(via=code), article, by=reader_key, at=self.clock.now)
        if stored_visits.add(arrived):
            self.visits.append(arrived)
            self._leave(keys.visit(article, arrived.day, arrived.network, reader_key))

    def forget(self, place: Place) -> None:
        """Forget an expired item. Its fact stays counted."""
        self.left.pop(place, None)
        self.sent.pop(place, None)

    def _post(self) -> None:
        decision = self.rng.choice((Decision.PUBLISH, Decision.PUBLISH, Decision.HOLD))
        via = self.rng.choice((ViaCode.X, ViaCode.REDDIT, None, None))
        self.post(self.rng.choice(self.articles), decision=decision, via=via, sent=self.rng.random() < _SENT)

    def _reply(self) -> None:
        parent = self._some()
        if parent and parent.visible:
            decision = self.rng.choice((Decision.PUBLISH, Decision.HOLD))
            self.post(parent.article_id, under=parent, decision=decision)

    def _decide(self) -> None:
        actions = (
            Action.APPROVE,
            Action.APPROVE,
            Action.APPROVE,
            Action.REJECT,
            Action.REJECT,
            Action.SPAM,
            Action.UNDO,
            Action.UNDO,
            Action.PIN,
            Action.UNPIN,
        )
        comment = self._some()
        if comment:
            self._now_or_later(self._read_and_decide(comment, self.rng.choice(actions)))

    def _read_and_decide(self, comment: Comment, action: Action) -> Callable[[], None]:
        """Read a comment as a moderator; return the deed of deciding about it, to carry out now or later."""
        proposed = ProposedDecision(
            article_id=comment.article_id, comment_id=comment.id, action=action, reason=self.rng.choice([*Reason])
        )
        [facts] = decisions.facts([proposed])
        by, randomness = self.rng.choice(_MODERATORS), self.rng.randbytes(RANDOM_BYTES)

        def carry_out() -> None:
            at = self.clock.now
            stamp = LogStamp(by=by, at=at, number=ulid(at, randomness))
            counted = int((self._look(keys.comment(comment.article_id, comment.id)) or {})["reports"]["N"])
            outcome = decide(facts, proposed, stamp)
            decisions.write(facts, outcome)
            after = outcome.comment
            if after == facts.comment:
                return
            self._wrote(after)
            self._leave(keys.article(comment.article_id))
            self._leave(keys.log_entry(at, stamp.number))
            if action in _SETTLING:
                self.decided.setdefault(comment.id, at)
            if after.visible:
                # When the number of reports changes the next time, counting hides it for those not settled.
                left_over = counted - after.reports_settled >= Policy().reports_to_hide
                missed = action is Action.APPROVE and counted > after.reports_settled
                mark = self.misjudged.add if left_over or missed else self.misjudged.discard
                mark(comment.id)

        return carry_out

    def _vote(self) -> None:
        comment = self._some()
        if comment and comment.published:
            self.vote(comment, self.rng.choice(self.readers), self.rng.choice((-1, 0, 1, 1)))

    def _report(self) -> None:
        comment = self._some()
        if comment and comment.published:
            self.report(comment, self.rng.choice(self.readers))

    def _click(self) -> None:
        network = self.rng.choice((Network.X, Network.COPY, Network.EMAIL))
        self.click(self.rng.choice(self.articles), network, f"key {self.rng.randrange(9)}")

    def _visit(self) -> None:
        code = self.rng.choice((ViaCode.X, ViaCode.COPY, ViaCode.REDDIT))
        self.visit(self.rng.choice(self.articles), code, f"key {self.rng.randrange(9)}")

    def _withdraw(self) -> None:
        comment = self._read()
        if comment:
            change = withdraw(self._facts(comment), Reader(id=comment.reader_id), at=self.clock.now)
            self._now_or_later(lambda: self._change(change._replace(keep_text_at=None)))

    def _edit(self) -> None:
        comment = self._read()
        if comment:
            at = self.clock.now
            may_edit(comment, Reader(id=comment.reader_id), at=at)
            verdict = _VERDICTS[self.rng.choice((Decision.PUBLISH, Decision.HOLD))]
            after = reworded(comment, Revision(body=f"Edited {self.rng.random()}"), verdict=verdict, at=at)
            text = self._situation(after).text if self.rng.random() < _SENT else None
            self._now_or_later(lambda: self._change(CommentChange(comment, after, keep_text_at=at, text=text)))

    def _appeal(self) -> None:
        comment = self._read()
        if comment:
            change = appeal(self._facts(comment), "Why?", Reader(id=comment.reader_id), at=self.clock.now)
            self._now_or_later(lambda: self._change(change))

    def _noise(self) -> None:
        """Write an item that is no fact, or a vote that is cast already."""
        at = self.clock.now
        used_challenges.use(f"challenge {at}", expires=at + 20 * MINUTE)
        self._leave(keys.used_challenge(f"challenge {at}"))
        if self.votes:
            (comment, reader), value = self.rng.choice([*self.votes.items()])
            self.vote(self.comments[comment], reader, value)

    def _do_later(self) -> None:
        if self._later:
            self._later.pop(self.rng.randrange(len(self._later)))()

    def _now_or_later(self, write: Callable[[], None]) -> None:
        """Write now, or later, after others have written."""
        if self.rng.random() < 0.1:
            self._later.append(write)
        else:
            write()

    def _some(self) -> Comment | None:
        """A comment as people know it, mostly one of the first, so that people meet."""
        known = [*self.comments.values()]
        if not known:
            return None
        return self.rng.choice(known[:3] if self.rng.random() < 0.6 else known)

    def _read(self) -> Comment | None:
        some = self._some()
        return comments.get(some.article_id, some.id) if some else None

    def _facts(self, comment: Comment) -> CommentFacts:
        return CommentFacts(comment, Policy())

    def _situation(self, comment: Comment) -> Situation:
        """The facts of sending a comment, from one of few addresses, with one of few texts."""
        sender = Sender(
            author=Reader(id=comment.reader_id, mail_domain=self.rng.choice((None, "mail.example"))),
            addresses=(f"address {self.rng.randrange(3)}",),
            at=self.clock.now,
            form=self.rng.random() < 0.1,
        )
        return posting.situation(comment.article_id, comment.id, sender, f"text {self.rng.randrange(9)}")

    def _visitors_comment(self, via: ViaCode, article: str, key: str) -> Visit:
        at = self.clock.now
        return Visit(article_id=article, network=via.network, day=day(at), visitor_key=key, at=at, commented=True)

    def _leave_sent(self, comment: Comment, situation: Situation) -> None:
        for key in (*rate_limits.hour_keys(situation.sender), self._text_key(situation.text)):
            self._count(key)
        self._leave(keys.origin(comment.article_id, comment.id))

    def _text_key(self, text: SentText) -> Key:
        return keys.sent_text(day(text.at), text.key)

    def _count(self, key: Key) -> None:
        self.sent[key] += 1
        self._leave(key)

    def _change(self, change: CommentChange) -> None:
        before = change.before
        comments.change(change)
        self._wrote(change.after)
        if change.text:
            self._count(self._text_key(change.text))
        if change.keep_text_at is not None:
            self._leave(keys.earlier_text(before.article_id, before.id, change.keep_text_at))

    def _wrote(self, comment: Comment) -> Comment:
        self.comments[comment.id] = comment
        self._leave(keys.comment(comment.article_id, comment.id))
        return comment

    def _leave(self, key: Key) -> None:
        item = self._look(key)
        if item:
            self.left[key] = item


def start(rng: Random) -> int:
    """A moment around the midnight between two weeks."""
    return MIDNIGHT - rng.choice((HOUR, MINUTE, SECOND))
