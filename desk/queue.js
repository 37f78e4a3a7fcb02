import { button, h } from "../widget/dom.js";
import { Card, inWords } from "./card.js";
import { follower, isUpTo, nextOpen, placeAfter } from "./order.js";

const PLACE = "postbag.desk.place"; // where the moderator was, kept over signing in again

const OLDEST_FIRST = ["pending", "appealed"]; // where somebody waits
const NOTHING = {
  pending: "Nothing waits. New comments appear here by themselves.",
  reported: "Readers have reported nothing that is not decided.",
  appealed: "Nobody asks for another look.",
  approved: "Nothing has been approved yet.",
  rejected: "Nothing has been rejected.",
  spam: "No spam.",
};

/**
 * @param {DecisionName} action
 * @param {Rejection} [why]
 */
function saidOf(action, why) {
  if (action === "approve") return "Approved. Readers see it.";
  if (action === "spam") return "Spam. The author is told so.";
  return `Rejected (${inWords(why?.reason ?? "other")}). The author is told why.`;
}

/**
 * @param {string} done "Not decided" or "Not undone"
 * @param {unknown} error
 */
function failedOf(done, error) {
  const { status, message } = /** @type {import("./api.js").ApiError} */ (error);
  return status === 401 ? `${done}: your session has ended.` : `${done}. ${message}`;
}

/** The queue on show: its cards, the selected one, deciding, and what changes meanwhile. */
export class Queue {
  #api;
  #on;
  /** @type {Map<string | undefined, Card>} */
  #cards = new Map(); // by the comment's id
  /** @type {Card | null} */
  #selected = null;
  /** @type {string | null} */
  #cursor = null;
  #loaded = false; // the first page, at least
  #opened = 0; // number of the opening: answers for a queue that was left come too late
  /** @type {QueueName} */
  name = "pending";
  list = h("ol", { class: "cards" });
  more = button("more", () => this.#load(), "Load more");
  empty = h("p", { class: "empty", hidden: true });
  element = h("div", null, this.list, this.empty, this.more);

  /**
   * @param {import("./api.js").Api} api
   * @param {{ failed(error: unknown): void, decided(): void, said(text: string): void }} on
   */
  constructor(api, on) {
    this.#api = api;
    this.#on = on;
    this.more.hidden = true;
  }

  /**
   * The place kept from before, if any.
   * @returns {{ queue: QueueName, id?: string } | null}
   */
  static get place() {
    return JSON.parse(sessionStorage.getItem(PLACE) ?? "null");
  }

  /** @param {QueueName} name */
  async open(name) {
    const place = Queue.place;
    this.name = name;
    this.#opened++;
    this.#cards.clear();
    this.#selected = null;
    this.#cursor = null;
    this.#loaded = false;
    this.list.replaceChildren();
    this.empty.hidden = true;
    this.more.hidden = true;
    await this.#load();
    const again = place?.queue === name && this.#cards.get(place.id);
    if (again) this.select(again, true);
    else if (this.list.firstChild) this.select(this.#inOrder[0]);
    else this.#remember();
  }

  async #load() {
    const opened = this.#opened;
    this.list.setAttribute("aria-busy", "true");
    this.more.disabled = true;
    try {
      const page = await this.#api.queue(this.name, this.#cursor);
      if (opened !== this.#opened) return;
      for (const comment of page.comments) this.#add(comment);
      this.#cursor = page.next_cursor;
      this.#loaded = true;
      this.more.hidden = !this.#cursor;
      this.#sayEmpty();
    } catch (error) {
      if (opened === this.#opened) this.#on.failed(error);
    } finally {
      this.more.disabled = false;
      this.list.removeAttribute("aria-busy");
    }
  }

  #sayEmpty() {
    this.empty.hidden = this.list.children.length > 0 || Boolean(this.#cursor);
    this.empty.textContent = NOTHING[this.name];
  }

  /**
   * Show a comment at its place, unless it is there: where somebody waits the oldest stands first, else the newest.
   * @param {QueuedComment} comment
   */
  #add(comment) {
    if (this.#cards.has(comment.id)) return;
    const card = new Card(comment, {
      select: (one) => this.select(one),
      approve: (one) => this.decide(one, "approve"),
      reject: (one, why) => this.decide(one, "reject", why),
      spam: (one) => this.decide(one, "spam"),
      undo: (one) => this.undo(one),
    });
    const shown = this.#inOrder.map((one) => one.comment.id);
    const next = this.#cards.get(follower(shown, comment.id, this.#oldestFirst));
    this.list.insertBefore(card.item, next?.item ?? null);
    this.#cards.set(comment.id, card);
  }

  get #oldestFirst() {
    return OLDEST_FIRST.includes(this.name);
  }

  get #inOrder() {
    const items = /** @type {HTMLElement[]} */ ([...this.list.children]);
    return items.map((item) => this.#cards.get(item.dataset.id)).filter((card) => card !== undefined);
  }

  get selected() {
    return this.#selected;
  }

  /** @param {Card} card */
  select(card, focus = false) {
    this.#selected?.element.classList.remove("selected");
    this.#selected = card;
    card.element.classList.add("selected");
    if (focus) card.focus();
    this.#remember();
  }

  #remember() {
    sessionStorage.setItem(PLACE, JSON.stringify({ queue: this.name, id: this.#selected?.comment.id }));
  }

  /**
   * Select the next (1) or previous (-1) card.
   * @param {number} step
   */
  move(step) {
    const cards = this.#inOrder;
    if (cards.length === 0) return;
    const at = this.#selected ? cards.indexOf(this.#selected) : -1;
    this.select(cards[placeAfter(at, step, cards.length)], true);
  }

  /**
   * @param {Card} card
   * @param {DecisionName} action
   * @param {Rejection} [why]
   */
  async decide(card, action, why) {
    if (card.settled || card.busy) return;
    card.wait(true);
    try {
      const result = await this.#api.decide(card.comment, action, why);
      const { code, title, detail } = result.problem ?? {};
      if (result.ok) card.settle(saidOf(action, why), result.status, true);
      else if (code === "status-changed")
        card.settle(`Somebody else decided this meanwhile. ${detail ?? ""}`, "elsewhere");
      else return card.fail(detail ?? title ?? "Not decided. Please try again.");
    } catch (error) {
      card.fail(failedOf("Not decided", error));
      return this.#on.failed(error);
    }
    this.#on.said(`${card.comment.author_name}: ${card.says.textContent}`);
    if (this.#selected === card) this.#next(card);
    this.#on.decided();
  }

  /**
   * Take back what was decided here, as long as nothing has happened to the comment since.
   * @param {Card} card
   */
  async undo(card) {
    if (!card.settled || card.busy || card.undo.hidden) return;
    card.wait(true);
    try {
      const result = await this.#api.undo(card.comment);
      if (!result.ok) return card.fail(result.problem?.detail ?? "Not undone. Please try again.");
      // Whoever decides now decides about what is there now, which the next look shows.
      card.reopen("Undone. It is as it was.", { ...card.comment, version: undefined });
    } catch (error) {
      card.fail(failedOf("Not undone", error));
      return this.#on.failed(error);
    }
    this.#on.said(`${card.comment.author_name}: ${card.says.textContent}`);
    this.#on.decided();
  }

  /**
   * Go on with the next comment that is undecided, if there is one.
   * @param {Card} card
   */
  #next(card) {
    const cards = this.#inOrder;
    this.select(nextOpen(cards, cards.indexOf(card)) ?? card, true);
  }

  /** Bring the list up to date without disturbing what is being read or typed. */
  async refresh() {
    if (this.list.hasAttribute("aria-busy")) return;
    if (!this.#loaded) return this.#load();
    const opened = this.#opened;
    const { comments, next_cursor: more } = await this.#api.queue(this.name);
    if (opened !== this.#opened) return;
    const listed = new Set(comments.map(({ id }) => id));
    const last = comments.at(-1)?.id;
    for (const [id, card] of this.#cards) {
      const gone = id && !listed.has(id) && (!more || isUpTo(id, last, this.#oldestFirst));
      if (gone && !card.settled && !card.busy) card.settle("Somebody else has decided this meanwhile.", "elsewhere");
    }
    // What comes after the end of what is loaded waits behind "Load more".
    const end = this.#inOrder.at(-1)?.comment.id;
    for (const comment of comments) if (!this.#cursor || isUpTo(comment.id, end, this.#oldestFirst)) this.#add(comment);
    this.#sayEmpty();
  }
}
