"""Comments and spam, made up, for what learns to tell them apart. A corpus follows from its seed alone.

It is not easy, on purpose: comments on the news have links, capitals and the words of spam (a casino is to be built, a
loan was refused), some spam begins like a comment or has a reader's name, both are full of words that say nothing, and
some labels are wrong, as moderators are.
"""

from random import Random

from shared.domain.spam.model import Label, Sample

_TOPICS = {
    "the trams": "timetable driver stop ticket line fare delay track platform passengers",
    "the new casino": "roulette jobs planning council licence gambling jackpot traffic objection vote",
    "school meals": "pupils kitchen teacher lunch budget parents vegetables price term headmistress",
    "rents": "landlord flat loan mortgage bank tenant interest deposit housing builders",
    "the hospital": "nurses ward beds doctor pills waiting emergency pharmacy shift surgery",
    "the match": "goal referee penalty striker season coach win bet crowd stadium",
    "the floods": "river dam rain insurance cellar volunteers warning climate bridge repair",
    "the election": "mayor ballot poll party promise turnout candidate debate money campaign",
}
_OPENINGS = (
    "I read this twice and still wonder about {topic}.",
    "Thank you for a fair article on {topic}!",
    "As somebody who works there: {topic} is not the problem.",
    "Why does nobody mention the {word} when it comes to {topic}?",
    "My neighbour says the same about {topic}.",
)
_REMARKS = (
    "The {word} was promised years ago, and where is it now?",
    "If the {word} costs more, people will simply stop coming.",
    "I would rather see a better {word} than another {other}.",
    "You cannot blame the {word} for what the {other} did.",
    "In 2019 the {other} was worse, whatever the {word} looked like.",
    "It is FREE for children, but the {word} is not.",
    "They earn good money with the {word}, we pay.",
    "See https://{paper}/news/{number} for what happened to the {word} then.",
    "Who decided that? The {other}, I suppose.",
)
_PITCHES = {
    "casino": (
        "Win BIG at {site}, {number} free spins on roulette and a jackpot bonus today!",
        "Best online casino, no deposit needed, play now at {site}",
        "I won {number} dollars last night, the slots at {site} are so loose 🎰",
    ),
    "crypto": (
        "I turned 500 into {number} in two weeks thanks to expert trader {person}, contact on telegram",
        "Guaranteed crypto profit every day, join our signals channel {site} 🚀💰",
        "Recover your lost bitcoin, {person} helped me, write to {site}",
    ),
    "loans": (
        "Urgent loan offer at 2% interest, no bank checks, apply at {site}",
        "Are you in debt? {person} lends from {number} to 900,000, contact us on whatsapp today",
    ),
    "pills": (
        "Cheap pills without prescription, discreet delivery, order at {site}",
        "Lose {number} pounds in a week with this natural remedy, click {site}",
    ),
    "work": (
        "I get paid {number} a week working from home part time, details at {site}",
        "MAKE MONEY ONLINE, my sister earns {number} monthly, click my profile link {site}",
    ),
    "links": (
        "Great post, very informative, visit my website {site} for more",
        "Nice blog! Check out {site} and {site} for cheap replica watches and shoes",
        "Thanks for sharing such useful content, I have bookmarked. {site}",
    ),
}
_NAMES = ("Ann", "Bilal", "Chiara", "Dmitri", "Esi", "Farah", "Gustav", "Hana", "Ines", "Jonas", "Kofi", "Lena")
_SELLERS = ("Best Deals", "Mrs {person} Loans", "casino_vip", "SEO expert", "{person} trader")
_SYLLABLES = [first + second for first in "bdfgklmnprst" for second in "aeiou"]
_VOCABULARY = 30_000
_MOST_CHATTER = 30
_PAPERS = ("the-courier.example", "evening-post.example", "blog.example", "video.example")


_OTHER = {Label.SPAM: Label.FINE, Label.FINE: Label.SPAM}


def corpus(size: int, *, seed: int = 1, spam: float = 0.3, wrong: float = 0.03) -> list[Sample]:
    """Decisions about so many comments, of which a share is `spam`; a share of the labels is `wrong`."""
    rng = Random(seed)  # noqa: S311  (chance, no secret)
    decisions = []
    for number in range(size):
        label = Label.SPAM if rng.random() < spam else Label.FINE
        name, body = _spam(rng) if label is Label.SPAM else (rng.choice(_NAMES), _comment(rng))
        said = _OTHER[label] if rng.random() < wrong else label
        decisions.append(Sample(comment_id=comment_id(f"{seed}{number:07}"), name=name, body=body, label=said))
    return decisions


def comment_id(number: str | int) -> str:
    """A comment's id that follows from a number."""
    return f"01kawm{number:0>20}"


def _comment(rng: Random) -> str:
    topic = rng.choice(list(_TOPICS))
    said = [rng.choice(_OPENINGS), *rng.choices(_REMARKS, k=rng.randint(0, 2))]
    return " ".join([*(_filled(rng, sentence, topic) for sentence in said), _chatter(rng)])


def _spam(rng: Random) -> tuple[str, str]:
    """The name and the text; some begin like a comment, some are cut off before they say much."""
    pitch = _filled(rng, rng.choice(_PITCHES[rng.choice(list(_PITCHES))]))
    if rng.random() < 1 / 6:
        pitch = " ".join(pitch.split()[:4])
    if rng.random() < 1 / 2:
        pitch = f"{_chatter(rng)} {pitch}"
    if rng.random() < 1 / 4:
        pitch = f"{_comment(rng)} {pitch}"
    return rng.choice(_NAMES) if rng.random() < 1 / 2 else _filled(rng, rng.choice(_SELLERS)), pitch


def _chatter(rng: Random) -> str:
    """Words as people use them: the tenth is a tenth as frequent as the first (Zipf's law)."""
    ranks = (int(_VOCABULARY ** rng.random()) for _ in range(rng.randrange(_MOST_CHATTER)))
    return " ".join(_word(rank) for rank in ranks)


def _word(rank: int) -> str:
    word = ""
    while rank:
        rank, syllable = divmod(rank, len(_SYLLABLES))
        word += _SYLLABLES[syllable]
    return word


def _filled(rng: Random, sentence: str, topic: str = "it") -> str:
    words = _TOPICS.get(topic, "it").split()
    site = (
        "".join(rng.choices("abcdefgh", k=6)) if rng.random() < 1 / 2 else rng.choice(("win-now", "bestdeal", "quick"))
    )
    return sentence.format(
        topic=topic,
        word=rng.choice(words),
        other=rng.choice(words),
        paper=rng.choice(_PAPERS),
        site=f"https://{site}.example/{rng.randint(1, 99)}",
        person=f"{rng.choice(_NAMES)} {rng.choice('ABCDEFGH')}.",
        number=rng.randint(10, 9_999),
    )
