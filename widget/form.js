import { button, h } from "./dom.js";
import { keep, recall, unreachable } from "./service.js";

export const NAME = "postbag.name";
let forms = 0; // makes ids unique

// Loaded while the reader writes, and asked for again if that has failed.
const posting = () => import("./posting.js");

/** What is typed stays a draft with its Idempotency-Key until accepted: it is never posted twice. */
export class CommentForm {
  #slot;
  #busy = false;
  /** @type {FormFields} */
  fields = {};

  constructor(/** @type {ArticleElement} */ host, /** @type {FormThread} */ thread) {
    const { parent, cancel } = thread;
    this.host = host;
    this.thread = thread;
    this.#slot = `postbag.draft ${host.api} ${host.getAttribute("article-id")} ${parent?.id}`;
    /** @type {KeptDraft} */
    const draft = recall("sessionStorage", this.#slot) ?? { author_name: recall("localStorage", NAME) };
    this.key = draft.key;
    this.send = h("button", { class: "send", part: "button" });
    this.says = h("p", { class: "note", role: "status" });
    this.fails = h("p", { class: "error", role: "alert" });
    // A trap for robots, hidden from people and screen readers.
    this.trap = h("input", { name: "website", tabindex: -1, autocomplete: "off" });
    this.element = h(
      "form",
      { part: "form", onsubmit: (event) => this.#post(event), oninput: () => this.keep() },
      this.#field("textarea", "body", parent ? `Your reply to ${parent.author.name}` : "Your comment", draft.body),
      h(
        "div",
        { class: "row" },
        this.#field("input", "author_name", "Your name", draft.author_name),
        h("label", { "aria-hidden": "true", class: "trap" }, "Leave this empty", this.trap),
        cancel && button("quiet", cancel, "Cancel"),
        this.send,
      ),
      this.fails,
      this.says,
    );
    this.wait(false);
  }

  /** @type {Field} */
  #field(tag, name, label, value = "") {
    const id = name + ++forms;
    const onfocus = () => posting().catch(() => {}); // posting will say so
    const about = `${id}-error`;
    const input = h(tag, { id, name, required: true, autocomplete: "nickname", "aria-describedby": about, onfocus });
    const error = h("p", { class: "error", id: about });
    input.value = value;
    this.fields[name] = [input, error];
    return h("div", { class: name }, h("label", { for: id }, label), input, error);
  }

  focus() {
    this.fields.body[0].focus();
  }

  keep() {
    const [body, author_name] = ["body", "author_name"].map((name) => this.fields[name][0].value.trim());
    keep("sessionStorage", this.#slot, body ? { body, author_name, key: this.key } : null);
    return { body, author_name };
  }

  /** @type {Wait} */
  wait(busy, again) {
    const what = this.thread.parent ? "Post reply" : "Post comment";
    this.#busy = busy;
    this.fails.textContent = "";
    this.send.textContent = again ? "Try again" : what;
    this.send.setAttribute("aria-disabled", `${busy}`);
    this.says.textContent = busy ? "Sending…" : "";
    for (const [input] of Object.values(this.fields)) input.readOnly = busy;
  }

  async #post(/** @type {Event} */ event) {
    event.preventDefault();
    if (this.#busy) return;
    this.wait(true);
    try {
      const { post } = await posting().catch(unreachable);
      await post(this);
    } catch (error) {
      this.fail(/** @type {CallError} */ (error));
    }
  }

  /** @type {Fail} */
  fail({ message, again }) {
    this.wait(false, again);
    this.fails.textContent = again ? `${message} Your text is kept here.` : message;
  }
}
