"""A share address names the article's registered address and title, whatever is in the title."""

import re
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.sharing.networks import Network, ViaCode
from shared.domain.sharing.share_click import SharedPage, share_address

URL = "https://www.example.org/ferries?from=a&to=b"
ENCODED_URL = "https%3A%2F%2Fwww.example.org%2Fferries%3Ffrom%3Da%26to%3Db"
TITLE = "The ferries come back"
WIDGET = Path(__file__).parents[2] / "widget" / "networks.js"

ADDRESSES = {
    "bluesky": f"https://bsky.app/intent/compose?text=The%20ferries%20come%20back%20{ENCODED_URL}%26via%3Dh7",
    "copy": f"{URL}&via=q2",
    "email": f"mailto:?subject=The%20ferries%20come%20back&body={ENCODED_URL}%26via%3Dz5",
    "facebook": f"https://www.facebook.com/sharer/sharer.php?u={ENCODED_URL}%26via%3Dn8",
    "linkedin": f"https://www.linkedin.com/sharing/share-offsite/?url={ENCODED_URL}%26via%3Dw3",
    "mastodon": f"https://share.joinmastodon.org/#text=The%20ferries%20come%20back%20{ENCODED_URL}%26via%3Dj6",
    "native": f"{URL}&via=t9",
    "pinterest": f"https://www.pinterest.com/pin/create/button/?url={ENCODED_URL}%26via%3Dg4&description=The%20ferries%20come%20back",
    "reddit": f"https://www.reddit.com/submit?url={ENCODED_URL}%26via%3Dy7&title=The%20ferries%20come%20back",
    "telegram": f"https://t.me/share/url?url={ENCODED_URL}%26via%3Dd2&text=The%20ferries%20come%20back",
    "threads": f"https://www.threads.com/intent/post?text=The%20ferries%20come%20back&url={ENCODED_URL}%26via%3Dp8",
    "whatsapp": f"https://wa.me/?text=The%20ferries%20come%20back%20{ENCODED_URL}%26via%3Du5",
    "x": f"https://x.com/intent/tweet?text=The%20ferries%20come%20back&url={ENCODED_URL}%26via%3Dk3",
}


@pytest.mark.parametrize("network", list(Network))
def test_every_network_has_its_address(network: Network) -> None:
    assert share_address(network, SharedPage(url=URL, title=TITLE)) == ADDRESSES[network.value]


@pytest.mark.parametrize("network", list(Network))
@given(title=st.text(min_size=1, max_size=300))
def test_a_title_stays_a_title_whatever_is_in_it(network: Network, title: str) -> None:
    """`&`, `#`, quotes, line ends and right-to-left text never become a parameter, a fragment or a header."""
    address = share_address(network, SharedPage(url=URL, title=title))
    assert re.fullmatch(r"[!-~]+", address), "printable ASCII without spaces"
    innocent = share_address(network, SharedPage(url=URL, title="T"))
    for part in ("scheme", "netloc", "path"):
        assert getattr(urlsplit(address), part) == getattr(urlsplit(innocent), part)
    if network not in (Network.COPY, Network.NATIVE):
        parts = urlsplit(address)
        fields = parse_qs(parts.query or parts.fragment, keep_blank_values=True, strict_parsing=True)
        expected = parse_qs(urlsplit(innocent).query or urlsplit(innocent).fragment, strict_parsing=True)
        assert fields == {
            name: [value.replace("T", title, 1) if value.startswith("T") else value for value in values]
            for name, values in expected.items()
        }


def test_an_address_with_letters_beyond_ascii_is_a_uri_in_the_header() -> None:
    about = SharedPage(url="https://www.example.org/fähren?q=%C3%A4#x", title="Fähren")
    assert share_address(Network.COPY, about) == "https://www.example.org/f%C3%A4hren?q=%C3%A4&via=q2#x"
    assert share_address(Network.X, about).endswith(
        "&url=https%3A%2F%2Fwww.example.org%2Ff%C3%A4hren%3Fq%3D%25C3%25A4%26via%3Dk3%23x"
    )


def widget(row: str) -> dict[str, str]:
    """Each network's line in widget/networks.js, as the two groups of `row`."""
    return dict(re.findall(row, WIDGET.read_text(encoding="utf-8"), re.MULTILINE))


def test_the_widget_shares_to_the_same_addresses() -> None:
    forms = widget(r'\[\s*"(\w+)",\s*"\w+",\s*"[^"]+",\s*"[^"]+",\s*"([^"]+)",?\s*\]')
    filled = {
        name: form.format(title=quote(TITLE, safe=""), url=f"{ENCODED_URL}%26via%3D{ViaCode[name.upper()]}")
        for name, form in forms.items()
    }
    assert filled == {name: address for name, address in ADDRESSES.items() if name not in ("copy", "native")}


def test_the_widget_knows_the_same_codes() -> None:
    codes = widget(r'\[\s*"(\w+)",\s*"(\w\d)"[],]')
    assert codes == {code.name.lower(): code.value for code in ViaCode}
