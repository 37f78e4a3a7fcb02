import { Card } from "./card.js";
import { h } from "./dom.js";

const PLACE = "postbag.desk.place"; // {queue, id}: where the moderator was, kept over signing in again

const OLDEST_FIRST = ["pending", "appealed"]; // where somebody waits
const NOTHING = {
  pending: "Nothing waits. New comments appear here by themselves.",
  reported: "Readers have reported nothing that is not decided.",
  appealed: "Nobody asks for another look.",
  approved: "Nothing has been approved yet.",
  rejected: "Nothing has been rejected.",
  spam: "No spam.",
};
const SAID = {
  approve: () => "Approved. Readers see it.",
  reject: (why) => `Rejected (${why.reason.replaceAll("-", " ")}). The author is told why.`,
  spam: () => "Spam. The author is told so.",
};

/** The queue on show: its cards, the selected one, deciding, and what changes meanwhile. */
export class Queue {
  #api;
  #on;
  #cards = new Map(); // comment id -> Card
  #selected = null;
  #cursor = null;
  #loaded = false; // the first page, at least
  #opened = 0; // number of the opening: answers for a queue that was left come too late

  /** `on`: failed(error), decided(), said(text). */
  constructor(api, on) {
    this.#api = api;
    this.#on = on;
    this.list = h("ol", { class: "cards" });
    this.more = h("button", { type: "button", class: "more", hidden: true, onclick: () => this.#load() }, "Load more");
    this.empty = h("p", { class: "empty", hidden: true });
    this.element = h("div", null, this.list, this.empty, this.more);
  }

  /** The place kept from before, if any. */
  static get place() {
    return JSON.parse(sessionStorage.getItem(PLACE));
  }

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
      page.comments.forEach((comment) => this.#add(comment));
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

  /** Where somebody waits the oldest stands first, else the newest; ids are ULIDs, so they sort by time. */
  #add(comment) {
    if (this.#cards.has(comment.id)) return;
    const card = new Card(comment, {
      select: (one) => this.select(one),
      approve: (one) => this.decide(one, "approve"),
      reject: (one, why) => this.decide(one, "reject", why),
      spam: (one) => this.decide(one, "spam"),
      undo: (one) => this.undo(one),
    });
    card.item = h("li", { "data-id": comment.id }, card.element);
    const next = [...this.list.children].find((other) => (other.dataset.id > comment.id) === this.#oldestFirst);
    this.list.insertBefore(card.item, next ?? null);
    this.#cards.set(comment.id, card);
  }

  get #oldestFirst() {
    return OLDEST_FIRST.includes(this.name);
  }

  get #inOrder() {
    return [...this.list.children].map((item) => this.#cards.get(item.dataset.id));
  }

  get selected() {
    return this.#selected;
  }

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

  /** Select the next (1) or previous (-1) card. */
  move(step) {
    const cards = this.#inOrder;
    if (!cards.length) return;
    const at = cards.indexOf(this.#selected);
    this.select(cards[at < 0 ? 0 : Math.min(Math.max(at + step, 0), cards.length - 1)], true);
  }

  async decide(card, action, why) {
    if (card.settled || card.busy) return;
    card.wait(true);
    try {
      const result = await this.#api.decide(card.comment, action, why);
      if (result.ok) card.settle(SAID[action](why), result.status, true);
      else if (result.problem?.code === "status-changed") card.settle(`Somebody else decided this meanwhile. ${result.problem.detail ?? ""}`, "elsewhere");
      else return card.fail(result.problem?.detail ?? result.problem?.title ?? "Not decided. Please try again.");
    } catch (error) {
      card.fail(error.status === 401 ? "Not decided: your session has ended." : `Not decided. ${error.message}`);
      return this.#on.failed(error);
    }
    this.#on.said(`${card.comment.author_name}: ${card.says.textContent}`);
    if (this.#selected === card) this.#next(card);
    this.#on.decided();
  }

  /** Take back what was decided here, as long as nothing has happened to the comment since. */
  async undo(card) {
    if (!card.settled || card.busy || card.undo.hidden) return;
    card.wait(true);
    try {
      const result = await this.#api.undo(card.comment);
      if (!result.ok) return card.fail(result.problem?.detail ?? "Not undone. Please try again.");
      // Whoever decides now decides about what is there now, which the next look shows.
      card.reopen("Undone. It is as it was.", { ...card.comment, version: undefined });
    } catch (error) {
      card.fail(error.status === 401 ? "Not undone: your session has ended." : `Not undone. ${error.message}`);
      return this.#on.failed(error);
    }
    this.#on.said(`${card.comment.author_name}: ${card.says.textContent}`);
    this.#on.decided();
  }

  /** Go on with the next comment that is undecided, if there is one. */
  #next(card) {
    const cards = this.#inOrder;
    const at = cards.indexOf(card);
    const next = [...cards.slice(at + 1), ...cards.slice(0, at)].find((one) => !one.settled);
    this.select(next ?? card, true);
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
    const covered = (id) => !more || (this.#oldestFirst ? id <= last : id >= last);
    for (const [id, card] of this.#cards) {
      if (!card.settled && !card.busy && covered(id) && !listed.has(id)) card.settle("Somebody else has decided this meanwhile.", "elsewhere");
    }
    for (const comment of comments) if (!this.#cursor || this.#within(comment.id)) this.#add(comment);
    this.#sayEmpty();
  }

  /** Whether a comment belongs before the end of what is loaded; what comes after it waits behind "Load more". */
  #within(id) {
    const end = this.list.lastChild?.dataset.id;
    return this.#oldestFirst ? id < end : id > end;
  }
}
