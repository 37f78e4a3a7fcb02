/** @type {H} */
export function h(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (typeof value === "function") Object.assign(node, { [name]: value });
    else if (value != null && value !== false) node.setAttribute(name, value === true ? "" : `${value}`);
  }
  for (const child of children) if (child) node.append(child);
  return node;
}

/** @type {Button} */
export const button = (kind, onclick, ...children) =>
  h("button", { type: "button", class: kind, onclick }, ...children);

// A tag of the set, any other tag, or text. What only looks like a tag is text.
const TOKEN = /<(\/?)(?:(a|blockquote|br|code|em|li|ol|p|pre|strong|ul)|[a-z]+[1-6]?)(?: [a-z]+="[^"]*")*>|([^<]+|<)/g;
/** @type {Record<string, string>} */
const CHARACTERS = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: "\xa0" };

const decoded = (/** @type {string} */ text) => text.replace(/&(amp|lt|gt|quot|nbsp);/g, (_, name) => CHARACTERS[name]);

function attributesOf(/** @type {string} */ tag) {
  const href = / href="((https?|mailto):[^"]*)"/i.exec(tag)?.[1];
  const dir = tag.includes(' dir="auto"') && "auto";
  return href ? { dir, href: decoded(href), rel: "nofollow ugc noopener" } : { dir };
}

/** @type {Fill} */
export function fill(body, html) {
  const open = [body]; // the innermost first
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

/** @type {Ago} */
export function ago(at, now = Date.now()) {
  const minutes = Math.floor((now - Date.parse(at)) / 60_000);
  if (minutes > 10_080) return new Date(at).toLocaleDateString("en-GB", { dateStyle: "medium" });
  if (minutes < 1) return "just now";
  if (minutes < 60) return relative.format(-minutes, "minute");
  return relative.format(-Math.floor(minutes / (minutes < 1440 ? 60 : 1440)), minutes < 1440 ? "hour" : "day");
}
