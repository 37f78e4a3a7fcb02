import { CODES, withVia } from "./networks.js";
import { styles } from "./styles.js";

/** Make an element; strings become text, never HTML. */
export function h(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name.startsWith("on")) node[name] = value;
    else if (value != null && value !== false) node.setAttribute(name, value);
  }
  node.append(...children.filter(Boolean));
  return node;
}

export const button = (kind, onclick, ...children) => h("button", { type: "button", class: kind, onclick }, ...children);

/** The code of the shared link that led here, for as long as the page is open. */
export let via;

/** What the elements share: attributes, a shadow root, and an end to everything when they leave the page. */
export class ArticleElement extends HTMLElement {
  static observedAttributes = ["article-id", "article-title", "article-url", "api"];
  #stay;

  constructor() {
    super();
    this.attachShadow({ mode: "open" }).adoptedStyleSheets = [styles];
  }

  get api() {
    return this.getAttribute("api") ?? "";
  }

  get article() {
    const url = this.getAttribute("article-url") ?? document.querySelector("[rel=canonical]")?.href ?? location.pathname;
    return { url: withVia(url), title: this.getAttribute("article-title") ?? document.title };
  }

  connectedCallback() {
    this.#stay?.abort();
    this.#stay = new AbortController();
    this.shadowRoot.replaceChildren();
    this.#arrive();
    this.start(this.#stay.signal);
  }

  disconnectedCallback() {
    this.#stay.abort();
  }

  attributeChangedCallback(name, before, after) {
    if (this.#stay && this.isConnected && before !== after) this.connectedCallback();
  }

  /** Report a visit by a shared link, once: its code leaves the address bar. */
  #arrive() {
    const code = new URLSearchParams(location.search).get("via");
    if (!Object.values(CODES).includes(code)) return;
    via = code;
    history.replaceState(history.state, "", withVia(location.href));
    navigator.sendBeacon?.(this.#url("visits"), JSON.stringify({ via })) || this.report("visits", { via }).catch(() => {});
  }

  #url(path) {
    return `${this.api}/v1/articles/${this.getAttribute("article-id")}/${path}`;
  }

  /** Call the API about this article, for as long as the element is on the page. */
  call(path, options) {
    return call(this.#url(path), { signal: this.#stay.signal, ...options });
  }

  /** Tell the API in a request that outlives the page, and as text/plain needs no preflight. */
  report(path, body) {
    return this.call(path, { method: "POST", body, headers: { "Content-Type": "text/plain" }, keepalive: true, signal: null });
  }

  announce(name, detail) {
    this.dispatchEvent(new CustomEvent(`postbag:${name}`, { bubbles: true, composed: true, detail }));
  }

  /** Ask ever more slowly until `settled()`. */
  async until(settled) {
    for (let pause = 250; pause < 9000 && !(await settled()); pause *= 2) await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/** Call the API. Throws what the problem document says, and `again`: whether the same may succeed later. */
export async function call(url, { body, pass, headers, signal, ...options } = {}) {
  let answer, json, text;
  try {
    answer = await fetch(url, {
      body: body && JSON.stringify(body),
      headers: { ...(body && { "Content-Type": "application/json" }), ...(pass && { Authorization: `Bearer ${pass}` }), ...headers },
      cache: "no-cache",
      credentials: "omit",
      signal: AbortSignal.any([signal, AbortSignal.timeout(20_000)].filter(Boolean)),
      ...options,
    });
    json = await answer.json();
    if (answer.ok) return json;
    text = json.detail ?? json.title;
  } catch {
    text = navigator.onLine ? "The comment service cannot be reached." : "You are offline.";
  }
  const status = answer?.status;
  text ??= "The comment service is too busy or has a problem.";
  throw Object.assign(new Error(text), { errors: [], ...json, status, again: !status || status > 428 || answer.ok });
}

const memory = {}; // where the browser forbids storage

export function recall(area, key) {
  try {
    return JSON.parse(window[area].getItem(key));
  } catch {
    return memory[key];
  }
}

export function keep(area, key, value) {
  memory[key] = value;
  try {
    window[area].setItem(key, JSON.stringify(value));
  } catch {}
}
