import { ArticleElement, button, h } from "./core.js";
import { CODES, NETWORKS, withVia } from "./networks.js";

const FIRST = 5; // always shown
const unseen = (text) => h("span", { class: "unseen" }, text);

/** `<postbag-share>`: links that share an article, and how often that was done. */
export class PostbagShare extends ArticleElement {
  #numbers; // network -> the element that shows its count
  #shares;

  start() {
    this.#numbers = {};
    this.#shares = {};
    const links = NETWORKS.map((network) => this.#link(...network));
    this.says = h("p", { class: "note", role: "status" });
    this.total = h("p", { class: "total", part: "total" });
    const rest = h("ul", { class: "share", hidden: true }, ...links.slice(FIRST));
    const more = button("pill", () => more.setAttribute("aria-expanded", !(rest.hidden = !rest.hidden)), "More");
    more.setAttribute("aria-expanded", false);
    const copy = h("span", null, "Copy link");
    this.shadowRoot.append(
      h("ul", { class: "share" },
        navigator.share && this.#button("native", (article) => navigator.share(article), "Share…"),
        ...links.slice(0, FIRST), this.#button("copy", ({ url }) => this.#copy(url, copy), copy), h("li", null, more)),
      rest, this.says, this.total);
    this.#refresh().catch(() => {}); // the links work without numbers
  }

  #shared(network) {
    return { ...this.article, url: withVia(this.article.url, CODES[network]) };
  }

  #pill(network, pill, ...label) {
    pill.part = "share";
    pill.append(...label, (this.#numbers[network] = h("span", { class: "number" })));
    return h("li", null, pill);
  }

  #link(network, code, name, colour, format) {
    const onclick = () => this.#count(network);
    const mail = network === "email";
    const article = this.#shared(network);
    const href = format.replace(/{(\w+)}/g, (_, part) => encodeURIComponent(article[part]));
    const link = h("a", { class: "pill", href, target: mail ? null : "_blank", rel: "noopener", onclick, onauxclick: (event) => event.button === 1 && onclick() });
    link.style.setProperty("--_dot", colour);
    return this.#pill(network, link, unseen(mail ? "Share by " : "Share on "), name);
  }

  #button(network, act, label) {
    return this.#pill(network, button("pill", () => act(this.#shared(network)).then(() => this.#count(network), () => {})), label);
  }

  async #copy(url, label) {
    try {
      await navigator.clipboard.writeText(url);
    } catch (error) {
      if (!prompt("Please copy this address:", url)) throw error;
    }
    this.says.textContent = label.textContent = "Link copied";
    setTimeout(() => {
      label.textContent = "Copy link";
      this.says.textContent = "";
    }, 4000);
  }

  /** A failure hinders nobody. */
  async #count(network) {
    const before = this.#shares[network];
    try {
      const { counted } = await this.report("shares", { network, article: this.article });
      this.announce("shared", { network, counted });
      if (counted) await this.until(async () => (await this.#refresh())[network] !== before);
    } catch {}
  }

  async #refresh() {
    const { total, networks } = await this.call("shares");
    this.total.textContent = total ? `Shared ${total.toLocaleString("en")}×` : "";
    for (const [network, number] of Object.entries(this.#numbers)) {
      const n = networks[network];
      number.replaceChildren(...(n ? [n.toLocaleString("en"), unseen(" so far")] : []));
    }
    return (this.#shares = networks);
  }
}
