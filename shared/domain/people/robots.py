"""Who is no reader: what browsers and robots say of themselves in `User-Agent` (RFC 9110, section 10.1.5).

The list is the package is-bot's, made from github.com/omrilotan/isbot. What says that it is a browser is believed.
"""

from is_bot import Bots

_NEWS = "(?:^|[^g])news(?!sapphire)"
"""The one pattern of the list left out. It is meant for the robots of aggregators, but whoever reads in the app of a
newspaper, or in Apple's, says it too: AppleNews/, BBCNews/, ReutersNews/ (github.com/matomo-org/device-detector,
regexes/client/mobile_apps.yml)."""
_robots = Bots()
_robots.exclude([_NEWS])


def is_robot(agent: str) -> bool:
    """Does a user agent say that it is a robot, a preview or a program? What it asks for is not a reader's doing.

    One that says nothing is none either: a browser always sends the header (Fetch, "HTTP-network-or-cache fetch").
    """
    return not agent.strip() or bool(_robots.is_bot(agent))
