"""The address that a share opens: the form of a network, with the article's address and title filled in."""

from typing import NamedTuple
from urllib.parse import quote

from shared.domain.sharing.networks import FORMS, Network, ViaCode
from shared.domain.urls import as_uri, with_via


class SharedPage(NamedTuple):
    """The address and title under which an article is registered."""

    url: str
    title: str


def share_address(network: Network, article: SharedPage) -> str:
    """The address that opens the form of `network` to share an article; ASCII only, whatever its title.

    What is shared is the article's registered address with the network's code. So a visit by the link can be counted.
    Copying and the device's own share sheet (`native`) have no form: they lead back to the article, where the address
    bar and the browser's menu do the same without JavaScript.
    """
    url = with_via(article.url, ViaCode[network.name])
    form = FORMS.get(network)
    if form is None:
        return as_uri(url)
    return form.format(url=quote(url, safe=""), title=quote(article.title, safe=""))
