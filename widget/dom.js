// Elements, the HTML of comments, and how long ago something was. The moderators' desk has elements from here too.

/**
 * Make an element. Strings become text, never HTML. An attribute that is null or false is left out; true sets it to "".
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes | null} [attributes]
 * @param {Child[]} children
 */
export function h(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (typeof value === "function") Object.assign(node, { [name]: value });
    else if (value != null && value !== false) node.setAttribute(name, value === true ? "" : `${value}`);
  }
  node.append(.../** @type {(Node | string)[]} */ (children.filter(Boolean)));
  return node;
}

/**
 * @param {string | null} kind its class
 * @param {(event: MouseEvent) => unknown} onclick
 * @param {Child[]} children
 */
export const button = (kind, onclick, ...children) =>
  h("button", { type: "button", class: kind, onclick }, ...children);

// A tag of the set, any other tag, or text. What only looks like a tag is text.
const TOKEN = /<(\/?)(?:(a|blockquote|br|code|em|li|ol|p|pre|strong|ul)|[a-z]+[1-6]?)(?: [a-z]+="[^"]*")*>|([^<]+|<)/g;
/** @type {Record<string, string>} */
const CHARACTERS = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: "\xa0" };

/** @param {string} text */
const decoded = (text) => text.replace(/&(amp|lt|gt|quot|nbsp);/g, (_, name) => CHARACTERS[name]);

/**
 * The attributes that comments have: a block's direction, a link's address.
 * @param {string} tag
 */
function attributesOf(tag) {
  const href = / href="((https?|mailto):[^"]*)"/i.exec(tag)?.[1];
  const dir = tag.includes(' dir="auto"') && "auto";
  return href ? { dir, href: decoded(href), rel: "nofollow ugc noopener" } : { dir };
}

/**
 * Put a comment's HTML into an element, and answer the element. The service makes the HTML of a closed set of elements
 * (shared/domain/comments/markdown.py), and nothing else is let through: of another element only the text stays, and
 * an address is a web page's or a mailbox's.
 * @template {HTMLElement} Body
 * @param {Body} body
 * @param {string} html
 */
export function fill(body, html) {
  const open = [/** @type {HTMLElement} */ (body)]; // the innermost first
  for (const [token, end, tag, text] of html.matchAll(TOKEN)) {
    if (text) open[0].append(decoded(text));
    else if (end && open[0].localName === tag) open.shift();
    else if (tag && !end) {
      const node = h(/** @type {"p"} */ (tag), attributesOf(token));
      open[0].append(node);
      if (tag !== "br") open.unshift(node);
    }
  }
  return body;
}

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/**
 * How long ago something was, for readers: "just now", "5 minutes ago", "yesterday"; after a week the date.
 * @param {string} at RFC 3339
 * @param {number} now milliseconds since 1970
 */
export function ago(at, now = Date.now()) {
  const minutes = Math.floor((now - Date.parse(at)) / 60_000);
  if (minutes > 10_080) return new Date(at).toLocaleDateString("en-GB", { dateStyle: "medium" });
  if (minutes < 1) return "just now";
  if (minutes < 60) return relative.format(-minutes, "minute");
  return relative.format(-Math.floor(minutes / (minutes < 1440 ? 60 : 1440)), minutes < 1440 ? "hour" : "day");
}
