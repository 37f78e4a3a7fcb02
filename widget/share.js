import { withVia } from "./address.js";
import { button, h } from "./dom.js";
import { ArticleElement } from "./element.js";
import { CODES, NETWORKS } from "./networks.js";

const FIRST = 5; // always shown

const unseen = (/** @type {string} */ text) => h("span", { class: "unseen" }, text);

export class PostbagShare extends ArticleElement {
  /** @type {Record<string, HTMLElement>} */
  #numbers = {}; // by network: what shows its count
  /** @type {ShareCounts["networks"]} */
  #shares = {};
  says = h("p", { class: "note", role: "status" });
  total = h("p", { class: "total", part: "total" });

  /** @override */
  start() {
    const links = NETWORKS.map((link) => this.#link(...link));
    const rest = h("ul", { class: "share", hidden: true }, ...links.slice(FIRST));
    const open = () => {
      rest.hidden = !rest.hidden;
      more.setAttribute("aria-expanded", `${!rest.hidden}`);
    };
    const more = button("pill", open, "More");
    more.setAttribute("aria-expanded", "false");
    const copy = h("span", null, "Copy link");
    this.root.append(
      h(
        "ul",
        { class: "share" },
        "share" in navigator && this.#button("native", (article) => navigator.share(article), "Share…"),
        ...links.slice(0, FIRST),
        this.#button("copy", ({ url }) => this.#copy(url, copy), copy),
        h("li", null, more),
      ),
      rest,
      this.says,
      this.total,
    );
    this.#refresh().catch(() => {}); // the links work without numbers
  }

  /** @type {Shared} */
  #shared(network) {
    const { url, title } = this.article;
    return { title, url: withVia(url, CODES[network]) };
  }

  /** @type {Pill} */
  #pill(network, pill, ...label) {
    this.#numbers[network] = h("span", { class: "number" });
    pill.part.value = "share";
    pill.append(...label, this.#numbers[network]);
    return h("li", null, pill);
  }

  /** @param {ShareLink} link */
  #link(...[network, , name, colour, form]) {
    const onclick = () => this.#count(network);
    const mail = network === "email";
    const article = this.#shared(network);
    const link = h("a", {
      class: "pill",
      href: form.replace(/{(\w+)}/g, (_, part) => encodeURIComponent(article[part])),
      target: mail ? null : "_blank",
      rel: "noopener",
      onclick,
      onauxclick: (event) => event.button === 1 && onclick(),
    });
    link.style.setProperty("--_dot", colour);
    return this.#pill(network, link, unseen(mail ? "Share by " : "Share on "), name);
  }

  /** @type {ShareButton} */
  #button(network, act, label) {
    const share = () =>
      act(this.#shared(network)).then(
        () => this.#count(network),
        () => {},
      );
    return this.#pill(network, button("pill", share), label);
  }

  async #copy(/** @type {string} */ url, /** @type {HTMLElement} */ label) {
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

  // Tells the service of a share. A failure hinders nobody.
  async #count(/** @type {string} */ network) {
    const before = this.#shares[network];
    try {
      const { counted } = await this.report("shares", { network, article: this.article });
      this.announce("shared", { network, counted });
      if (counted) await this.until(async () => (await this.#refresh())[network] !== before);
    } catch {
      // The share itself has happened.
    }
  }

  async #refresh() {
    const { total, networks } = await this.call("shares");
    this.#shares = networks;
    this.total.textContent = total ? `Shared ${total.toLocaleString("en")}×` : "";
    for (const [network, number] of Object.entries(this.#numbers)) {
      const n = networks[network];
      number.replaceChildren(...(n ? [n.toLocaleString("en"), unseen(" so far")] : []));
    }
    return networks;
  }
}
