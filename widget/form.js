import { button, h, keep, recall, via } from "./core.js";
import { keptPass, withPass } from "./pass.js";

const NAME = "postbag.name";
let forms = 0; // makes ids unique

/** What is typed stays a draft with its Idempotency-Key until accepted: it is never posted twice. */
export class CommentForm {
  #host;
  #on;
  #parent;
  #slot;
  #key;
  #fields = {}; // name -> [input, error]
  #busy;

  /** `on`: posted(comment), conflict(), perhaps cancel(). `parent`: the comment it answers. */
  constructor(host, on, parent) {
    this.#host = host;
    this.#on = on;
    this.#parent = parent;
    this.#slot = `postbag.draft ${host.api} ${host.getAttribute("article-id")} ${parent?.id}`;
    const draft = recall("sessionStorage", this.#slot) ?? { author_name: recall("localStorage", NAME) };
    this.#key = draft.key;
    this.send = h("button", { class: "send", part: "button" });
    this.says = h("p", { class: "note", role: "status" });
    this.fails = h("p", { class: "error", role: "alert" });
    // A trap for robots, hidden from people and screen readers.
    this.trap = h("input", { name: "website", tabindex: -1, autocomplete: "off" });
    this.element = h("form", { part: "form", onsubmit: (event) => this.#post(event), oninput: () => this.#keep() },
      this.#field("textarea", "body", parent ? `Your reply to ${parent.author.name}` : "Your comment", draft),
      h("div", { class: "row" },
        this.#field("input", "author_name", "Your name", draft),
        h("label", { "aria-hidden": true, class: "trap" }, "Leave this empty", this.trap),
        on.cancel && button("quiet", on.cancel, "Cancel"),
        this.send),
      this.fails, this.says);
    this.#wait(false);
  }

  #field(tag, name, label, draft) {
    const id = name + ++forms;
    const input = h(tag, { id, name, required: true, autocomplete: "nickname", "aria-describedby": `${id}-error` });
    const error = h("p", { class: "error", id: `${id}-error` });
    input.value = draft[name] ?? "";
    this.#fields[name] = [input, error];
    return h("div", { class: name }, h("label", { for: id }, label), input, error);
  }

  focus() {
    this.#fields.body[0].focus();
  }

  #keep() {
    const [body, author_name] = [this.#fields.body, this.#fields.author_name].map(([input]) => input.value.trim());
    keep("sessionStorage", this.#slot, body ? { body, author_name, key: this.#key } : null);
    return { body, author_name };
  }

  /** Show each error ({pointer, detail}) at its field and focus the first; the others with the message. */
  #say(message, errors) {
    const fields = Object.values(this.#fields);
    this.fails.textContent = message;
    for (const [, error] of fields) error.textContent = "";
    for (const { pointer, detail } of errors) (this.#fields[pointer.slice(1)]?.[1] ?? this.fails).textContent += ` ${detail}`;
    for (const [input, error] of fields) input.setAttribute("aria-invalid", error.textContent > "");
    this.element.querySelector("[aria-invalid=true]")?.focus();
  }

  #wait(busy, again) {
    this.#busy = busy;
    this.send.textContent = again ? "Try again" : this.#parent ? "Post reply" : "Post comment";
    this.send.setAttribute("aria-disabled", busy);
    this.says.textContent = !busy ? "" : keptPass(this.#host.api) ? "Sending…" : "Sending… The first time, your browser shows that it is no robot.";
    for (const [input] of Object.values(this.#fields)) input.readOnly = busy;
  }

  async #post(event) {
    event.preventDefault();
    if (this.#busy) return;
    const host = this.#host;
    this.#key ||= crypto.getRandomValues(new Uint32Array(4)).join("-");
    const draft = this.#keep();
    this.#say("", []);
    this.#wait(true);
    try {
      const { comment } = await withPass(host.api, (pass) => host.call("comments", {
        method: "POST",
        pass,
        headers: { "Idempotency-Key": this.#key },
        body: { ...draft, parent_id: this.#parent?.id, article: host.article, via, website: this.trap.value, seconds: performance.now() / 1000 | 0 },
      }));
      keep("localStorage", NAME, draft.author_name);
      this.#fields.body[0].value = this.#key = "";
      this.#keep();
      this.#wait(false);
      this.#on.posted(comment);
    } catch ({ message, code, errors = [], again }) {
      this.#wait(false, again);
      if (code === "idempotency-conflict") {
        this.#key = ""; // this would be another comment
        this.#keep();
        this.#on.conflict();
        message = "An earlier version of this comment has already arrived. Post again only to add this one too.";
      }
      this.#say(again ? `${message} Your text is kept here.` : message, errors);
    }
  }
}
