"""Where each network takes a share: the address of its own form, with an article's address and title filled in.

widget/networks.js has the same formats for pages with JavaScript; a test holds the two together. Of the pages named
here those of Bluesky, Telegram, Threads and X were read on 2026-11-22; the others are named from memory, and where a
vendor documents no such address the comment says what it is known from.
"""

from enum import StrEnum
from urllib.parse import quote

from shared.domain.articles.article import ArticleAbout
from shared.domain.urls import as_uri, with_via


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


_FORMS = {
    # docs.bsky.app/docs/advanced-guides/intent-links: one parameter, up to 300 graphemes, so the title comes first
    Network.BLUESKY: "https://bsky.app/intent/compose?text={title}%20{url}",
    # RFC 6068, section 2; a browser hands a redirect to mailto: on (HTML, "hand-off to external software")
    Network.EMAIL: "mailto:?subject={title}&body={url}",
    # Not documented: developers.facebook.com/documentation/sharing/reference/share-dialog wants an app id. Facebook's
    # own share plugin opens this one, which takes the title from the page.
    Network.FACEBOOK: "https://www.facebook.com/sharer/sharer.php?u={url}",
    # Not documented: what the button of learn.microsoft.com/linkedin (Share Plugin) opens; title from the page
    Network.LINKEDIN: "https://www.linkedin.com/sharing/share-offsite/?url={url}",
    # blog.joinmastodon.org/2026/03/a-new-share-button: asks for the reader's server; the fragment stays in the browser
    Network.MASTODON: "https://share.joinmastodon.org/#text={title}%20{url}",
    # developers.pinterest.com/docs/web-features/buttons; without `media` the reader picks a picture of the page
    Network.PINTEREST: "https://www.pinterest.com/pin/create/button/?url={url}&description={title}",
    # Not documented: Reddit's own bookmarklet
    Network.REDDIT: "https://www.reddit.com/submit?url={url}&title={title}",
    # core.telegram.org/widgets/share, "Custom buttons"
    Network.TELEGRAM: "https://t.me/share/url?url={url}&text={title}",
    # developers.facebook.com/documentation/threads/threads-web-intents (of 2026-03-19)
    Network.THREADS: "https://www.threads.com/intent/post?text={title}&url={url}",
    # faq.whatsapp.com, "How to use click to chat": without a number it asks for the receiver
    Network.WHATSAPP: "https://wa.me/?text={title}%20{url}",
    # docs.x.com/x-for-websites/post-button/guides/web-intent
    Network.X: "https://x.com/intent/tweet?text={title}&url={url}",
}


def share_address(network: Network, article: ArticleAbout) -> str:
    """The address that opens the form of `network` to share an article; ASCII only, whatever its title.

    What is shared is the article's registered address with the network's code, so that who comes by it can be counted.
    Copying and the device's own share sheet (`native`) have no form: they lead back to the article, where the address
    bar and the browser's menu do the same without JavaScript.
    """
    url = with_via(article.url, ViaCode[network.name])
    form = _FORMS.get(network)
    if form is None:
        return as_uri(url)
    return form.format(url=quote(url, safe=""), title=quote(article.title, safe=""))
