import { ago, button, fill, h } from "./dom.js";
import { ArticleElement } from "./element.js";
import { CommentForm } from "./form.js";
import { keptPass } from "./service.js";

// Why others do not see a comment. A removed one has no name left.
function standing(/** @type {PublishedComment} */ { author, status, statement }) {
  if (status === "approved") return;
  const { automated, reason = status, note } = statement ?? {};
  let why = `${status === "reported" && author.name ? "Reported. " : ""}Waiting for a moderator.`;
  if (status === "withdrawn") why = "Withdrawn by its author.";
  else if (/rej|spam/.test(status)) {
    const by = automated ? "automatically" : "by a moderator";
    const said = note ? ` “${note}”` : "";
    why = author.name ? `Rejected ${by}: ${reason.replace("-", " ")}.${said}` : "Removed by a moderator.";
  }
  return h("p", { class: "note" }, why, author.name && " Only you can see this.");
}

/** One comment and the replies below it. */
export class CommentView {
  constructor(/** @type {PublishedComment} */ comment, /** @type {ViewEvents} */ on, /** @type {number} */ depth) {
    const { id, author, answers, created_at: at, edited_at: edited } = comment;
    const note = standing(comment);
    const heading = /** @type {"h4"} */ (`h${Math.min(depth + 4, 6)}`);
    this.comment = comment;
    this.depth = depth;
    this.cursor = comment.replies_cursor;
    this.replies = h("ol", { class: "replies" });
    this.more = button("quiet", on.more);
    this.reply =
      on.answer && !note && button("quiet", on.answer, "Reply", h("span", { class: "unseen" }, ` to ${author.name}`));
    this.article = h(
      "article",
      { tabindex: -1, part: "comment", class: note && (author.name ? "waiting" : "gone"), "aria-labelledby": id },
      h(
        "header",
        null,
        h(heading, { id }, h("bdi", null, author.name || "…")),
        author.badge && h("span", { class: `badge ${author.badge}` }, author.badge),
        h("time", { datetime: at }, ago(at)),
        edited && h("span", { class: "note" }, "edited"),
      ),
      answers &&
        !(depth && answers.id === comment.parent_id) &&
        h("p", { class: "note" }, "to ", h("bdi", null, answers.name ?? "an earlier comment")),
      fill(h("div", { class: "body", part: "body" }), comment.body_html),
      note,
      this.reply,
    );
    this.item = h("li", { "data-id": id }, this.article, this.replies, this.more);
  }

  showMore() {
    const shown = [...this.replies.children].filter(
      (item) => !item.querySelector(":scope > .waiting, :scope > .gone"),
    ).length;
    const left = this.comment.reply_count - shown;
    const words = ["Show", left > 0 && left, shown && "more", left === 1 ? "reply" : "replies"];
    this.more.hidden = !this.cursor;
    this.more.textContent = words.filter(Boolean).join(" ");
  }
}

/** `<postbag-comments>`: an article's thread and the form to write in it. */
export class PostbagComments extends ArticleElement {
  /** @type {Map<string | null, CommentView>} */
  #views = new Map(); // by the comment's id
  #sort = "newest";
  /** @type {string | null} */
  #cursor = null;
  #asked = 0; // answers to earlier requests come too late
  #closed = false;
  says = h("p", { class: "note", role: "status" });
  form = h("div", { oninput: () => this.#say("") });
  count = h("h3");
  sorts = h(
    "div",
    { role: "group", "aria-label": "Order" },
    ...["newest", "oldest", "best"].map((sort) => button(null, () => this.#turn(sort), sort)),
  );
  list = h("ol", { class: "thread" });
  more = h("button", { type: "button", class: "more" });

  /** @override @type {Start} */
  start(signal) {
    const form = new CommentForm(this, { posted: (comment) => this.#posted(comment), conflict: () => this.#load() });
    this.form.replaceChildren(form.element);
    this.count.textContent = "Comments";
    this.list.replaceChildren();
    this.#say("Loading comments…");
    this.#offer("", true);
    this.root.append(this.form, h("div", { class: "bar" }, this.count, this.sorts), this.says, this.list, this.more);
    const clock = setInterval(() => {
      for (const time of this.list.querySelectorAll("time")) time.textContent = ago(time.dateTime);
    }, 60_000);
    signal.onabort = () => clearInterval(clock);
    this.#turn(this.#sort);
  }

  #say(/** @type {string} */ text) {
    this.says.textContent = text;
  }

  #turn(/** @type {string} */ sort) {
    this.#sort = sort;
    for (const one of this.sorts.children) one.setAttribute("aria-pressed", `${one.textContent === sort}`);
    this.#load();
  }

  async #load(next = false) {
    const asked = ++this.#asked;
    this.list.setAttribute("aria-busy", "true");
    try {
      const cursor = next ? `&cursor=${encodeURIComponent(`${this.#cursor}`)}` : "";
      const [page, mine] = await Promise.all([
        this.call(`comments?sort=${this.#sort}${cursor}`),
        next ? [] : this.#mine(),
      ]);
      if (asked !== this.#asked) return;
      this.#cursor = page.next_cursor;
      if (!next) this.#open(page.article);
      const added = page.comments.map((comment) => this.#add(comment));
      for (const one of mine.reverse()) this.#addOwn(one);
      this.#say(this.list.firstChild || this.#closed ? "" : "Be the first to say something.");
      this.#offer("Load more comments", !this.#cursor, true);
      if (next) added[0]?.article.focus();
      this.announce("loaded", page.article);
    } catch (error) {
      if (asked !== this.#asked || !this.isConnected) return;
      this.#say(/** @type {CallError} */ (error).message);
      this.#offer("Try again", false, next);
    }
    this.list.removeAttribute("aria-busy");
  }

  /** @type {Offer} */
  #offer(textContent, hidden, next) {
    Object.assign(this.more, { textContent, hidden, onclick: () => this.#load(next) });
  }

  // The reader's own comments; the thread is shown without them too.
  async #mine() {
    const pass = keptPass(this.api);
    try {
      return pass ? (await this.call("comments/mine", { pass })).comments : [];
    } catch {
      return [];
    }
  }

  #open(/** @type {Article} */ { comment_count: count, state }) {
    this.#views.clear();
    this.list.replaceChildren();
    this.#tell(count);
    this.#closed = state === "closed";
    if (this.#closed) this.form.replaceChildren("This thread is closed.");
  }

  #tell(/** @type {number} */ count) {
    this.count.textContent = count ? `${count} comment${count > 1 ? "s" : ""}` : "No comments yet";
  }

  // Shows a comment where it belongs, unless it is there.
  #add(/** @type {PublishedComment} */ comment) {
    const { id, parent_id: parentId } = comment;
    const known = this.#views.get(id);
    if (known?.comment.status === comment.status) return known;
    known?.item.remove();
    const parent = this.#views.get(parentId);
    const depth = parent ? parent.depth + 1 : 0;
    const answer = this.#closed ? null : () => this.#answer(view);
    const view = new CommentView(comment, { answer, more: () => this.#replies(view) }, depth);
    this.#views.set(id, view);
    const list = parent ? parent.replies : this.list;
    const newestFirst = !parent && this.#sort === "newest";
    // Ids sort by time.
    const next = [...list.children].find((other) => `${other.getAttribute("data-id")}` < id === newestFirst);
    list.insertBefore(view.item, next ?? null);
    for (const reply of comment.replies) this.#add(reply);
    view.showMore();
    parent?.showMore();
    return view;
  }

  // The thread lacks what is not published, or was published after it was cached.
  #addOwn(/** @type {PublishedComment} */ comment) {
    const fresh = Date.now() - Date.parse(comment.created_at) < 60_000;
    if (!comment.withdrawn && (comment.status !== "approved" || fresh)) this.#add(comment);
  }

  async #replies(/** @type {CommentView} */ view) {
    try {
      const cursor = encodeURIComponent(view.cursor ?? "");
      const page = await this.call(`comments/${view.comment.id}/replies?cursor=${cursor}`);
      const added = page.comments.map((comment) => this.#add(comment));
      view.cursor = page.next_cursor;
      view.showMore();
      added[0]?.article.focus();
    } catch (error) {
      view.more.textContent = `${/** @type {CallError} */ (error).message} Try again`;
    }
  }

  #answer(/** @type {CommentView} */ view) {
    const { reply } = view;
    if (!reply) return;
    const close = () => {
      form.element.remove();
      reply.hidden = false;
    };
    const form = new CommentForm(this, {
      parent: view.comment,
      posted: (comment) => {
        close();
        this.#posted(comment);
      },
      conflict: () => this.#load(),
      cancel: () => {
        close();
        reply.focus();
      },
    });
    reply.hidden = true;
    view.article.append(form.element);
    form.focus();
  }

  #posted(/** @type {PublishedComment} */ comment) {
    const approved = comment.status === "approved";
    const parent = this.#views.get(comment.parent_id);
    if (parent && approved) parent.comment.reply_count++; // it was counted before this reply
    const view = this.#add(comment);
    this.#say(approved ? "Your comment is published." : "Your comment waits for a moderator.");
    view.article.focus();
    this.announce("posted", comment);
    const before = this.count.textContent;
    const counted = async () => {
      this.#tell((await this.call("comments?limit=1")).article.comment_count);
      return this.count.textContent !== before;
    };
    if (approved) this.until(counted).catch(() => {});
  }
}
