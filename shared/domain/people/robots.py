"""Recognise robots by the `User-Agent` header (RFC 9110, section 10.1.5). Robots are not counted as readers.

The patterns come from the package is-bot, made from github.com/omrilotan/isbot. A robot that claims to be a browser
is taken for one.
"""

from is_bot import Bots

from shared.domain.people.keyed_hashes import reader_key

_NEWS = "(?:^|[^g])news(?!sapphire)"
"""The one pattern of is-bot that is left out. It is meant for aggregators' robots, but newspapers' apps match it too:
AppleNews/, BBCNews/, ReutersNews/ (github.com/matomo-org/device-detector, regexes/client/mobile_apps.yml)."""
_robots = Bots()
_robots.exclude([_NEWS])


def is_robot(agent: str) -> bool:
    """Does a user agent name a robot, a link preview or a program?

    An empty one does, too: a browser always sends the header (Fetch, "HTTP-network-or-cache fetch").
    """
    return not agent.strip() or bool(_robots.is_bot(agent))


def counted_reader(address: str, agent: str, *, day_key: bytes) -> str | None:
    """The key that tells a reader from others for a day, by source address and user agent; None for a robot."""
    return None if is_robot(agent) else reader_key(address, agent, day_key=day_key)
