// As much of a document as `h` and `fill` use, for Node: elements, attributes, text, and how they are written as HTML.

const ESCAPED = { "&": "&amp;", "\u00a0": "&nbsp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text as HTML, by the rules of the HTML standard ("escaping a string"). */
export const escapeText = (text) => text.replace(/[&\u00a0<>]/g, (one) => ESCAPED[one]);

const escapeValue = (text) => text.replace(/[&\u00a0"<>]/g, (one) => ESCAPED[one]);

class SmallElement {
  attributes = {};
  children = [];

  constructor(tag) {
    this.localName = tag;
  }

  append(...children) {
    this.children.push(...children);
  }

  setAttribute(name, value) {
    this.attributes[name] = value;
  }

  get inside() {
    return this.children.map((child) => (typeof child === "string" ? escapeText(child) : child.outside)).join("");
  }

  get outside() {
    const attributes = Object.entries(this.attributes).map(([name, value]) => ` ${name}="${escapeValue(value)}"`);
    const start = `<${[this.localName, ...attributes].join("")}>`;
    return this.localName === "br" ? start : `${start}${this.inside}</${this.localName}>`;
  }
}

globalThis.document = { createElement: (tag) => new SmallElement(tag) };
