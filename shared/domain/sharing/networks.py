"""The networks that articles are shared to.

Made by `postbag tables` from shared/domain/networks_and_reasons.json: change that.
"""

from enum import StrEnum


class Network(StrEnum):
    """Where an article can be shared to."""

    BLUESKY = "bluesky"
    COPY = "copy"
    EMAIL = "email"
    FACEBOOK = "facebook"
    LINKEDIN = "linkedin"
    MASTODON = "mastodon"
    NATIVE = "native"
    PINTEREST = "pinterest"
    REDDIT = "reddit"
    TELEGRAM = "telegram"
    THREADS = "threads"
    WHATSAPP = "whatsapp"
    X = "x"


class ViaCode(StrEnum):
    """What stands for a network in a shared link. Links live for years: a code is never changed or given anew."""

    BLUESKY = "h7"
    COPY = "q2"
    EMAIL = "z5"
    FACEBOOK = "n8"
    LINKEDIN = "w3"
    MASTODON = "j6"
    NATIVE = "t9"
    PINTEREST = "g4"
    REDDIT = "y7"
    TELEGRAM = "d2"
    THREADS = "p8"
    WHATSAPP = "u5"
    X = "k3"

    @property
    def network(self) -> Network:
        """The network that the link was shared to."""
        return Network[self.name]


FORMS = {
    Network.BLUESKY: "https://bsky.app/intent/compose?text={title}%20{url}",
    Network.EMAIL: "mailto:?subject={title}&body={url}",
    Network.FACEBOOK: "https://www.facebook.com/sharer/sharer.php?u={url}",
    Network.LINKEDIN: "https://www.linkedin.com/sharing/share-offsite/?url={url}",
    Network.MASTODON: "https://share.joinmastodon.org/#text={title}%20{url}",
    Network.PINTEREST: "https://www.pinterest.com/pin/create/button/?url={url}&description={title}",
    Network.REDDIT: "https://www.reddit.com/submit?url={url}&title={title}",
    Network.TELEGRAM: "https://t.me/share/url?url={url}&text={title}",
    Network.THREADS: "https://www.threads.com/intent/post?text={title}&url={url}",
    Network.WHATSAPP: "https://wa.me/?text={title}%20{url}",
    Network.X: "https://x.com/intent/tweet?text={title}&url={url}",
}
"""The address of each network's own form. Where it is documented stands in the JSON. Without one: `copy`, `native`."""
