// What <postbag-comments> and <postbag-share> have in common.
import { takeVia, withVia } from "./address.js";
import { call } from "./service.js";
import { styles } from "./styles.js";

/** Attributes, a shadow root, and an end to everything when the element leaves the page. */
export class ArticleElement extends HTMLElement {
  static observedAttributes = ["article-id", "article-title", "article-url", "api"];
  /** @type {AbortController | undefined} */
  #stay;
  root = this.attachShadow({ mode: "open" });

  constructor() {
    super();
    this.root.adoptedStyleSheets = [styles];
  }

  /**
   * Fill the shadow root, which is empty. `signal` says when the element leaves the page.
   * @param {AbortSignal} _signal
   */
  start(_signal) {}

  get api() {
    return this.getAttribute("api") ?? "";
  }

  /** What a first comment or share registers. */
  get article() {
    /** @type {HTMLLinkElement | null} */
    const canonical = document.querySelector("[rel=canonical]");
    const url = this.getAttribute("article-url") ?? canonical?.href ?? location.pathname;
    return {
      url: withVia(new URL(url, document.baseURI).href),
      title: this.getAttribute("article-title") ?? document.title,
    };
  }

  connectedCallback() {
    this.#stay?.abort();
    this.#stay = new AbortController();
    this.root.replaceChildren();
    this.#arrive();
    this.start(this.#stay.signal);
  }

  disconnectedCallback() {
    this.#stay?.abort();
  }

  /**
   * @param {string} _name
   * @param {string | null} before
   * @param {string | null} after
   */
  attributeChangedCallback(_name, before, after) {
    if (this.#stay && this.isConnected && before !== after) this.connectedCallback();
  }

  /** Report a visit by a shared link, once. */
  #arrive() {
    const via = takeVia();
    if (!via || navigator.sendBeacon?.(this.#url("visits"), JSON.stringify({ via }))) return;
    this.report("visits", { via }).catch(() => {});
  }

  /** @param {string} path */
  #url(path) {
    return `${this.api}/v1/articles/${this.getAttribute("article-id")}/${path}`;
  }

  /**
   * Call the API about this article, for as long as the element is on the page.
   * @param {string} path
   * @param {CallOptions} [options]
   */
  call(path, options) {
    return call(this.#url(path), { signal: this.#stay?.signal, ...options });
  }

  /**
   * Tell the API in a request that outlives the page, and as text/plain needs no preflight.
   * @param {string} path
   * @param {object} body
   */
  report(path, body) {
    const headers = { "Content-Type": "text/plain" };
    return this.call(path, { method: "POST", body, headers, keepalive: true, signal: null });
  }

  /**
   * @param {"loaded" | "posted" | "shared"} name
   * @param {object} detail
   */
  announce(name, detail) {
    this.dispatchEvent(new CustomEvent(`postbag:${name}`, { bubbles: true, composed: true, detail }));
  }

  /**
   * Ask ever more slowly until `settled()`.
   * @param {() => Promise<boolean>} settled
   */
  async until(settled) {
    for (let pause = 250; pause < 9000 && !(await settled()); pause *= 2) {
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}
