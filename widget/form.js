import { viaCode } from "./address.js";
import { button, h } from "./dom.js";
import { keptPass, withPass } from "./pass.js";
import { keep, recall } from "./service.js";

const NAME = "postbag.name";
let forms = 0; // makes ids unique

/** What is typed stays a draft with its Idempotency-Key until accepted: it is never posted twice. */
export class CommentForm {
  #host;
  #on;
  #parent;
  #slot;
  /** @type {string | undefined} */
  #key;
  /** @type {Record<string, [HTMLInputElement | HTMLTextAreaElement, HTMLElement]>} */
  #fields = {}; // by name: input, error
  #busy = false;

  /**
   * @param {import("./element.js").ArticleElement} host
   * @param {{ posted(comment: PublishedComment): void, conflict(): void, cancel?: () => void }} on
   * @param {PublishedComment} [parent] the comment it answers
   */
  constructor(host, on, parent) {
    this.#host = host;
    this.#on = on;
    this.#parent = parent;
    this.#slot = `postbag.draft ${host.api} ${host.getAttribute("article-id")} ${parent?.id}`;
    /** @type {KeptDraft} */
    const draft = recall("sessionStorage", this.#slot) ?? { author_name: recall("localStorage", NAME) };
    this.#key = draft.key;
    this.send = h("button", { class: "send", part: "button" });
    this.says = h("p", { class: "note", role: "status" });
    this.fails = h("p", { class: "error", role: "alert" });
    // A trap for robots, hidden from people and screen readers.
    this.trap = h("input", { name: "website", tabindex: -1, autocomplete: "off" });
    this.element = h(
      "form",
      { part: "form", onsubmit: (/** @type {Event} */ event) => this.#post(event), oninput: () => this.#keep() },
      this.#field("textarea", "body", parent ? `Your reply to ${parent.author.name}` : "Your comment", draft.body),
      h(
        "div",
        { class: "row" },
        this.#field("input", "author_name", "Your name", draft.author_name),
        h("label", { "aria-hidden": "true", class: "trap" }, "Leave this empty", this.trap),
        on.cancel && button("quiet", on.cancel, "Cancel"),
        this.send,
      ),
      this.fails,
      this.says,
    );
    this.#wait(false);
  }

  /**
   * @param {"input" | "textarea"} tag
   * @param {string} name
   * @param {string} label
   * @param {string} [value]
   */
  #field(tag, name, label, value = "") {
    const id = name + ++forms;
    const input = h(tag, { id, name, required: true, autocomplete: "nickname", "aria-describedby": `${id}-error` });
    const error = h("p", { class: "error", id: `${id}-error` });
    input.value = value;
    this.#fields[name] = [input, error];
    return h("div", { class: name }, h("label", { for: id }, label), input, error);
  }

  focus() {
    this.#fields.body[0].focus();
  }

  #keep() {
    const [body, author_name] = ["body", "author_name"].map((name) => this.#fields[name][0].value.trim());
    keep("sessionStorage", this.#slot, body ? { body, author_name, key: this.#key } : null);
    return { body, author_name };
  }

  /**
   * Show each error at its field and focus the first; the others with the message.
   * @param {string} message
   * @param {CallError["errors"]} errors
   */
  #say(message, errors) {
    const fields = Object.values(this.#fields);
    this.fails.textContent = message;
    for (const [, error] of fields) error.textContent = "";
    for (const { pointer, detail } of errors) {
      (this.#fields[pointer.slice(1)]?.[1] ?? this.fails).append(` ${detail}`);
    }
    for (const [input, error] of fields) input.setAttribute("aria-invalid", `${error.textContent !== ""}`);
    fields.find(([, error]) => error.textContent)?.[0].focus();
  }

  /**
   * @param {boolean} busy
   * @param {boolean} [again] whether the last attempt may be repeated
   */
  #wait(busy, again) {
    const robot = keptPass(this.#host.api) ? "" : " The first time, your browser shows that it is no robot.";
    const what = this.#parent ? "Post reply" : "Post comment";
    this.#busy = busy;
    this.send.textContent = again ? "Try again" : what;
    this.send.setAttribute("aria-disabled", `${busy}`);
    this.says.textContent = busy ? `Sending…${robot}` : "";
    for (const [input] of Object.values(this.#fields)) input.readOnly = busy;
  }

  /** @param {Event} event */
  async #post(event) {
    event.preventDefault();
    if (this.#busy) return;
    const host = this.#host;
    this.#key ||= crypto.getRandomValues(new Uint32Array(4)).join("-");
    const draft = this.#keep();
    const body = {
      ...draft,
      parent_id: this.#parent?.id,
      article: host.article,
      via: viaCode(),
      website: this.trap.value,
      seconds: Math.floor(performance.now() / 1000),
    };
    const headers = { "Idempotency-Key": this.#key };
    this.#say("", []);
    this.#wait(true);
    try {
      const { comment } = await withPass(host.api, (pass) =>
        host.call("comments", { method: "POST", pass, headers, body }),
      );
      keep("localStorage", NAME, draft.author_name);
      this.#fields.body[0].value = this.#key = "";
      this.#keep();
      this.#wait(false);
      this.#on.posted(comment);
    } catch (error) {
      this.#failed(/** @type {CallError} */ (error));
    }
  }

  /** @param {CallError} error */
  #failed({ message, code, errors = [], again }) {
    let text = message;
    this.#wait(false, again);
    if (code === "idempotency-conflict") {
      this.#key = ""; // this would be another comment
      this.#keep();
      this.#on.conflict();
      text = "An earlier version of this comment has already arrived. Post again only to add this one too.";
    }
    this.#say(again ? `${text} Your text is kept here.` : text, errors);
  }
}
