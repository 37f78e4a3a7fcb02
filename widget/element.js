import { takeVia, withVia } from "./address.js";
import { call } from "./service.js";
import { styles } from "./styles.js";

export class ArticleElement extends HTMLElement {
  static observedAttributes = ["article-id", "article-title", "article-url", "api"];
  /** @type {AbortController | undefined} */
  #stay;
  root = this.attachShadow({ mode: "open" });

  constructor() {
    super();
    this.root.adoptedStyleSheets = [styles];
  }

  /** @type {Start} */
  start() {}

  get api() {
    return this.getAttribute("api") ?? "";
  }

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

  /** @type {AttributeChangedCallback} */
  attributeChangedCallback(_name, before, after) {
    if (this.#stay && this.isConnected && before !== after) this.connectedCallback();
  }

  #arrive() {
    const via = takeVia();
    if (!via || navigator.sendBeacon?.(this.#url("visits"), JSON.stringify({ via }))) return;
    this.report("visits", { via }).catch(() => {});
  }

  #url(/** @type {string} */ path) {
    return `${this.api}/v1/articles/${this.getAttribute("article-id")}/${path}`;
  }

  /** @type {CallAboutArticle} */
  call(path, options) {
    return call(this.#url(path), { signal: this.#stay?.signal, ...options });
  }

  // The request outlives the page, and as text/plain needs no preflight.
  /** @type {SendReport} */
  report(path, body) {
    const headers = { "Content-Type": "text/plain" };
    return call(this.#url(path), { method: "POST", body, headers, keepalive: true });
  }

  /** @type {Announce} */
  announce(name, detail) {
    this.dispatchEvent(new CustomEvent(`postbag:${name}`, { bubbles: true, composed: true, detail }));
  }

  /** @type {Until} */
  async until(settled) {
    for (let pause = 250; pause < 9000 && !(await settled()); pause *= 2) {
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}
