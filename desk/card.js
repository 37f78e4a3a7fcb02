import { button, fill, h } from "../widget/dom.js";
import { age } from "./age.js";
import { REASONS } from "./reasons.js";

const LOUDNESS = ["refuse", "hold", "pass"];
const DECISIONS = { publish: "publish", hold: "hold for a moderator", refuse: "refuse" };
const exact = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });

/** @param {string} reason as the API spells it */
export const inWords = (reason) => reason.replaceAll("-", " ");

/** @param {string} name */
const key = (name) => h("kbd", null, name);

/** @param {Finding} finding */
const spokeElement = ({ rule, outcome, evidence, weight }) =>
  h(
    "li",
    null,
    h("span", { class: `outcome ${outcome}` }, outcome),
    " ",
    h("b", null, rule),
    " ",
    h("span", null, evidence),
    weight > 0 && h("span", { class: "weight" }, ` weight ${weight}`),
  );

/** @param {Finding} finding */
const passedElement = ({ rule, evidence }) => h("li", null, rule, evidence && h("span", null, ` ${evidence}`));

/**
 * What the rules said: those that objected first, each with its evidence; then those that had nothing to say.
 * @param {Verdict} verdict
 */
function verdictElement({ decision, policy_hash: policy, findings }) {
  const sorted = [...findings].sort(
    (a, b) => LOUDNESS.indexOf(a.outcome) - LOUDNESS.indexOf(b.outcome) || b.weight - a.weight,
  );
  const spoke = sorted.filter(({ outcome }) => outcome !== "pass");
  const passed = sorted.filter(({ outcome }) => outcome === "pass");
  return h(
    "section",
    { class: "verdict", "aria-label": "Verdict of the rules" },
    h("p", null, "Rules say: ", h("strong", { class: decision }, DECISIONS[decision] ?? decision)),
    spoke.length > 0 && h("ul", { class: "spoke" }, ...spoke.map(spokeElement)),
    h(
      "details",
      null,
      h("summary", null, `${passed.length} ${passed.length === 1 ? "rule" : "rules"} passed`),
      h("ul", { class: "passed" }, ...passed.map(passedElement), h("li", null, "policy ", h("code", null, policy))),
    ),
  );
}

/**
 * What happened to it since: the decision in force, its author's objection, and who is asked about it.
 * @param {QueuedComment} comment
 */
function historyElement({ statement, decided, appeal, awaiting, reports }) {
  const note = statement?.note ? `, “${statement.note}”` : "";
  const by = decided ? `, by ${decided.by}` : "";
  const lines = [
    reports > 0 && `${reports} ${reports === 1 ? "reader has" : "readers have"} reported it.`,
    statement && `Turned down: ${inWords(statement.reason)}${note}${by}.`,
    appeal && `The author asks for another look: “${appeal.text}”`,
    awaiting.length > 0 && `Still asked: ${awaiting.join(", ")}.`,
  ].filter(Boolean);
  return lines.length > 0 && h("ul", { class: "history" }, ...lines.map((line) => h("li", null, line)));
}

/**
 * The comment as readers see it, who wrote it, when, and where; and its text as typed.
 * @param {QueuedComment} comment
 */
function textElement(comment) {
  const { id, article, badge, created_at: at } = comment;
  const link = { href: article?.url, target: "_blank", rel: "noopener noreferrer" };
  return h(
    "div",
    { class: "text" },
    h(
      "header",
      null,
      h("h2", { id: `by-${id}` }, h("bdi", null, comment.author_name)),
      badge && h("span", { class: "badge" }, badge),
      h("time", { datetime: at, title: exact.format(Date.parse(at)) }, age(at)),
      comment.parent_id && h("span", null, "a reply"),
      h("span", { class: "about" }, "on ", h("a", link, article?.title ?? comment.article_id)),
    ),
    fill(h("div", { class: "body" }), comment.body_html),
    h(
      "details",
      { class: "typed" },
      h("summary", null, "As typed"),
      h("pre", null, comment.body),
      h("p", null, "Reader ", h("code", null, comment.reader_id)),
    ),
  );
}

/**
 * @typedef {object} CardActions what a card asks its queue to do
 * @property {(card: Card) => void} select
 * @property {(card: Card) => void} approve
 * @property {(card: Card, why: Rejection) => void} reject
 * @property {(card: Card) => void} spam
 * @property {(card: Card) => void} undo
 */

/** One comment on the desk. */
export class Card {
  /** @type {string | null} */
  settled = null; // how it was decided, here or elsewhere
  busy = false;
  says = h("p", { class: "outcome-line", role: "status" });
  // No reason is chosen beforehand: one chosen by habit would be told to the author as if it were meant.
  reason = h(
    "select",
    { name: "reason", required: true },
    h("option", { value: "" }, "choose…"),
    ...REASONS.map((reason) => h("option", { value: reason }, inWords(reason))),
  );
  note = h("input", { name: "note", maxlength: 500, autocomplete: "off" });

  /**
   * @param {QueuedComment} comment
   * @param {CardActions} on
   */
  constructor(comment, on) {
    const { id, status } = comment;
    const select = () => on.select(this);
    // A comment that is turned down can be so again after an appeal. The service says who may decide then.
    const again = comment.appeal !== null && status !== "approved";
    this.comment = comment;
    this.approve = status !== "approved" && button("approve", () => on.approve(this), "Approve", key("a"));
    this.reject = (status !== "rejected" || again) && button("reject", () => this.ask(), "Reject", key("r"));
    if (this.reject) this.reject.setAttribute("aria-expanded", "false");
    this.spam = (status !== "spam" || again) && button("spam", () => on.spam(this), "Spam", key("s"));
    this.undo = button("undo", () => on.undo(this), "Undo", key("u"));
    this.undo.hidden = true;
    this.form = this.#rejection(on);
    this.actions = h("div", { class: "actions" }, this.approve, this.reject, this.spam, this.form);
    const verdict = verdictElement(comment.verdict);
    this.element = h(
      "article",
      { class: "card", tabindex: -1, "aria-labelledby": `by-${id}`, onclick: select },
      textElement(comment),
      h("div", { class: "side" }, verdict, historyElement(comment), this.actions, this.says, this.undo),
    );
    this.element.addEventListener("focusin", select); // which has no property of its own
    this.item = h("li", { "data-id": id }, this.element);
  }

  /** @param {CardActions} on */
  #rejection(on) {
    const [why, note] = [`why-${this.comment.id}`, `note-${this.comment.id}`];
    this.reason.id = why;
    this.note.id = note;
    const onsubmit = (/** @type {Event} */ event) => {
      event.preventDefault();
      const words = this.note.value.trim();
      on.reject(this, { reason: this.reason.value, ...(words && { note: words }) });
    };
    return h(
      "form",
      { hidden: true, onsubmit },
      h("label", { for: why }, "Reason"),
      this.reason,
      h("label", { for: note }, "Note to the author (optional)"),
      this.note,
      h(
        "div",
        null,
        h("button", { class: "reject" }, "Reject"),
        button(null, () => this.ask(false), "Cancel", key("Esc")),
      ),
    );
  }

  /** Open the rejection form, or close it. */
  ask(open = true) {
    if (this.settled || this.busy || !this.reject) return;
    this.form.hidden = !open;
    this.reject.hidden = open;
    this.reject.setAttribute("aria-expanded", String(open));
    if (open) this.reason.focus();
    else this.focus();
  }

  get asking() {
    return !this.form.hidden;
  }

  focus() {
    this.element.focus({ preventScroll: true });
    this.element.scrollIntoView({ block: "nearest" });
  }

  /** @param {boolean} busy */
  wait(busy) {
    this.busy = busy;
    this.element.toggleAttribute("aria-busy", busy);
    for (const one of [this.undo, ...this.actions.querySelectorAll("button")]) one.disabled = busy;
    if (busy) this.says.textContent = "Deciding…";
  }

  /**
   * Decided: say how, and offer nothing more, or to take it back.
   * @param {string} text
   * @param {string} kind the new status, or `elsewhere`
   */
  settle(text, kind, takesBack = false) {
    this.settled = kind;
    this.wait(false);
    this.actions.hidden = true;
    this.undo.hidden = !takesBack;
    this.element.classList.add("settled", kind);
    this.says.textContent = text;
  }

  /**
   * Taken back: as before.
   * @param {string} text
   * @param {QueuedComment} comment
   */
  reopen(text, comment) {
    this.element.classList.remove("settled", `${this.settled}`);
    this.settled = null;
    this.comment = comment;
    this.wait(false);
    this.form.hidden = true;
    if (this.reject) this.reject.hidden = false;
    this.actions.hidden = false;
    this.undo.hidden = true;
    this.says.textContent = text;
    this.focus();
  }

  /**
   * Not decided: say why.
   * @param {string} text
   */
  fail(text) {
    this.wait(false);
    this.says.textContent = text;
  }
}
