import { h, timeElement } from "./dom.js";

export const REASONS = ["offensive", "abuse", "spam", "banned-word", "advertising", "illegal", "harassment", "misinformation", "hate", "off-topic", "personal-data", "other"];
const LOUDNESS = ["refuse", "hold", "pass"];
const DECISIONS = { publish: "publish", hold: "hold for a moderator", refuse: "refuse" };

/** The evidence of a finding as a person reads it: text as it is, lists and records flattened. */
function evidenceText(evidence) {
  if (evidence == null || evidence === "") return "";
  if (Array.isArray(evidence)) return evidence.map(evidenceText).join(", ");
  if (typeof evidence === "object") return Object.entries(evidence).map(([name, value]) => `${name.replaceAll("_", " ")} ${evidenceText(value)}`).join(", ");
  return String(evidence);
}

/** What the rules said: those that objected first, each with its evidence; then those that had nothing to say. */
function verdictElement({ decision, policy_hash: policy, findings }) {
  const sorted = [...findings].sort((a, b) => LOUDNESS.indexOf(a.outcome) - LOUDNESS.indexOf(b.outcome) || (b.weight ?? 0) - (a.weight ?? 0));
  const spoke = sorted.filter(({ outcome }) => outcome !== "pass");
  const passed = sorted.filter(({ outcome }) => outcome === "pass");
  const quiet = ({ rule, evidence }) => h("li", null, rule, evidenceText(evidence) && h("span", null, ` ${evidenceText(evidence)}`));
  return h("section", { class: "verdict", "aria-label": "Verdict of the rules" },
    h("p", null, "Rules say: ", h("strong", { class: decision }, DECISIONS[decision] ?? decision)),
    spoke.length > 0 && h("ul", { class: "spoke" }, ...spoke.map(({ rule, outcome, evidence, weight }) =>
      h("li", null, h("span", { class: `outcome ${outcome}` }, outcome), " ", h("b", null, rule), " ", h("span", null, evidenceText(evidence)),
        weight > 0 && h("span", { class: "weight" }, ` weight ${weight}`)))),
    h("details", null,
      h("summary", null, `${passed.length} ${passed.length === 1 ? "rule" : "rules"} passed`),
      h("ul", { class: "passed" }, ...passed.map(quiet), h("li", null, "policy ", h("code", null, policy)))));
}

/** What happened to it since: the decision in force, its author's objection, and who is asked about it. */
function historyElement({ statement, decided, appeal, awaiting, reports }) {
  const told = statement && ["Turned down: ", statement.reason.replaceAll("-", " "), statement.note && `, “${statement.note}”`].filter(Boolean).join("");
  const lines = [
    reports > 0 && `${reports} ${reports === 1 ? "reader has" : "readers have"} reported it.`,
    told && `${told}${decided ? `, by ${decided.by}` : ""}.`,
    appeal && `The author asks for another look: “${appeal.text}”`,
    awaiting.length > 0 && `Still asked: ${awaiting.join(", ")}.`,
  ].filter(Boolean);
  return lines.length > 0 && h("ul", { class: "history" }, ...lines.map((line) => h("li", null, line)));
}

/** One comment on the desk. `on`: select(card), approve(card), reject(card, {reason, note}), spam(card), undo(card). */
export class Card {
  constructor(comment, on) {
    const { id, article, article_id: articleId, author_name: name, badge, reader_id: reader, body, body_html: html, created_at: at, parent_id: parent, status } = comment;
    this.comment = comment;
    this.settled = false; // decided, here or elsewhere
    // Safe by construction: the service makes body_html itself from the text as typed (see the HTTP contract).
    const shown = h("div", { class: "body" });
    shown.innerHTML = html;
    this.says = h("p", { class: "outcome-line", role: "status" });
    this.approve = status !== "approved" && h("button", { type: "button", class: "approve", onclick: () => on.approve(this) }, "Approve", h("kbd", null, "a"));
    // Who turned a comment down is offered it again only if there is an appeal, and then the service says who may decide.
    const again = comment.appeal !== null && status !== "approved";
    this.reject = (status !== "rejected" || again) && h("button", { type: "button", class: "reject", "aria-expanded": "false", onclick: () => this.ask() }, "Reject", h("kbd", null, "r"));
    this.spam = (status !== "spam" || again) && h("button", { type: "button", class: "spam", onclick: () => on.spam(this) }, "Spam", h("kbd", null, "s"));
    this.undo = h("button", { type: "button", class: "undo", hidden: true, onclick: () => on.undo(this) }, "Undo", h("kbd", null, "u"));
    this.form = this.#rejection(on);
    this.actions = h("div", { class: "actions" }, this.approve, this.reject, this.spam, this.form);
    this.element = h("article", { class: "card", tabindex: "-1", "aria-labelledby": `by-${id}`, onfocusin: () => on.select(this), onclick: () => on.select(this) },
      h("div", { class: "text" },
        h("header", null,
          h("h2", { id: `by-${id}` }, h("bdi", null, name)),
          badge && h("span", { class: "badge" }, badge),
          timeElement(at),
          parent && h("span", null, "a reply"),
          h("span", { class: "about" }, "on ", h("a", { href: article?.url, target: "_blank", rel: "noopener noreferrer" }, article?.title ?? articleId))),
        shown,
        h("details", { class: "typed" }, h("summary", null, "As typed"), h("pre", null, body), h("p", null, "Reader ", h("code", null, reader)))),
      h("div", { class: "side" }, verdictElement(comment.verdict), historyElement(comment), this.actions, this.says, this.undo));
  }

  #rejection(on) {
    const id = this.comment.id;
    // No reason is chosen beforehand: one chosen by habit would be told to the author as if it were meant.
    this.reason = h("select", { id: `why-${id}`, name: "reason", required: true }, h("option", { value: "" }, "choose…"), ...REASONS.map((reason) => h("option", { value: reason }, reason.replaceAll("-", " "))));
    this.note = h("input", { id: `note-${id}`, name: "note", maxlength: 500, autocomplete: "off" });
    return h("form", { hidden: true, onsubmit: (event) => {
      event.preventDefault();
      on.reject(this, { reason: this.reason.value, ...(this.note.value.trim() && { note: this.note.value.trim() }) });
    } },
      h("label", { for: `why-${id}` }, "Reason"), this.reason,
      h("label", { for: `note-${id}` }, "Note to the author (optional)"), this.note,
      h("div", null, h("button", { class: "reject" }, "Reject"), h("button", { type: "button", onclick: () => this.ask(false) }, "Cancel", h("kbd", null, "Esc"))));
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

  wait(busy) {
    this.busy = busy;
    this.element.toggleAttribute("aria-busy", busy);
    for (const button of [this.undo, ...this.actions.querySelectorAll("button")]) button.disabled = busy;
    if (busy) this.says.textContent = "Deciding…";
  }

  /** Decided: say how, and offer nothing more, or to take it back. */
  settle(text, kind, takesBack = false) {
    this.settled = kind;
    this.wait(false);
    this.actions.hidden = true;
    this.undo.hidden = !takesBack;
    this.element.classList.add("settled", kind);
    this.says.textContent = text;
  }

  /** Taken back: as before. */
  reopen(text, comment) {
    this.element.classList.remove("settled", this.settled);
    this.settled = false;
    this.comment = comment;
    this.wait(false);
    this.form.hidden = true;
    if (this.reject) this.reject.hidden = false;
    this.actions.hidden = false;
    this.undo.hidden = true;
    this.says.textContent = text;
    this.focus();
  }

  /** Not decided: say why. */
  fail(text) {
    this.wait(false);
    this.says.textContent = text;
  }
}
