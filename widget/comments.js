import { ArticleElement, button, h } from "./core.js";
import { CommentForm } from "./form.js";
import { keptPass } from "./pass.js";

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

function ago(at) {
  const minutes = (Date.now() - Date.parse(at)) / 60_000;
  if (minutes > 10_080) return new Date(at).toLocaleDateString("en-GB", { dateStyle: "medium" });
  const [unit, length] = minutes < 60 ? ["minute", 1] : minutes < 1440 ? ["hour", 60] : ["day", 1440];
  return minutes < 1 ? "just now" : relative.format(-Math.floor(minutes / length), unit);
}

/** Why others do not see it. A tombstone has no name left. */
function standing({ author, status, statement }) {
  if (status === "approved") return;
  const { automated, reason = status, note } = statement ?? {};
  const why = status === "withdrawn" ? "Withdrawn by its author."
    : !/rej|spam/.test(status) ? `${status === "reported" && author.name ? "Reported. " : ""}Waiting for a moderator.`
    : !author.name ? "Removed by a moderator."
    : `Rejected ${automated ? "automatically" : "by a moderator"}: ${reason.replace("-", " ")}.${note ? ` “${note}”` : ""}`;
  return h("p", { class: "note" }, why, author.name && " Only you can see this.");
}

/** One comment and the replies below it. */
class CommentView {
  constructor(comment, on, depth) {
    const { id, author, answers, created_at: at, edited_at: edited } = comment;
    const note = standing(comment);
    const name = h("bdi", null, author.name || "…");
    const body = h("div", { class: "body", part: "body" });
    // The one HTML taken as such: the service makes it.
    body.innerHTML = comment.body_html;
    this.comment = comment;
    this.depth = depth;
    this.cursor = comment.replies_cursor;
    this.replies = h("ol", { class: "replies" });
    this.more = button("quiet", () => on.more(this));
    this.reply = on.answer && !note && button("quiet", () => on.answer(this), "Reply", h("span", { class: "unseen" }, ` to ${author.name}`));
    this.article = h("article", { tabindex: -1, part: "comment", class: note && (author.name ? "waiting" : "gone"), "aria-labelledby": id },
      h("header", null,
        h(`h${Math.min(depth + 4, 6)}`, { id }, name),
        author.badge && h("span", { class: `badge ${author.badge}` }, author.badge),
        h("time", { datetime: at }, ago(at)), edited && h("span", { class: "note" }, "edited")),
      answers && !(depth && answers.id === comment.parent_id) && h("p", { class: "note" }, "to ", h("bdi", null, answers.name ?? "an earlier comment")),
      body, note, this.reply);
    this.item = h("li", { "data-id": id }, this.article, this.replies, this.more);
  }

  /** Say how many replies are not shown yet. */
  showMore() {
    const shown = [...this.replies.children].filter((item) => !item.querySelector(":scope > .waiting, :scope > .gone")).length;
    const left = this.comment.reply_count - shown;
    this.more.hidden = !this.cursor;
    this.more.textContent = ["Show", left > 0 && left, shown && "more", left === 1 ? "reply" : "replies"].filter(Boolean).join(" ");
  }
}

/** `<postbag-comments>`: an article's thread and the form to write in it. */
export class PostbagComments extends ArticleElement {
  #views = new Map(); // comment id -> CommentView
  #sort = "newest";
  #cursor;
  #asked = 0; // answers to earlier requests come too late
  #closed;

  start(signal) {
    this.form = h("div", { oninput: () => (this.says.textContent = "") }, new CommentForm(this, { posted: (comment) => this.#posted(comment), conflict: () => this.#load() }).element);
    this.count = h("h3", null, "Comments");
    this.sorts = h("div", { role: "group", "aria-label": "Order" },
      ...["newest", "oldest", "best"].map((sort) => button(null, () => this.#turn(sort), sort)));
    this.says = h("p", { class: "note", role: "status" }, "Loading comments…");
    this.list = h("ol", { class: "thread" });
    this.more = button("more");
    this.#offer("", true);
    this.shadowRoot.append(this.form, h("div", { class: "bar" }, this.count, this.sorts), this.says, this.list, this.more);
    const clock = setInterval(() => {
      for (const time of this.list.querySelectorAll("time")) time.textContent = ago(time.dateTime);
    }, 60_000);
    signal.onabort = () => clearInterval(clock);
    this.#turn(this.#sort);
  }

  #turn(sort) {
    this.#sort = sort;
    for (const one of this.sorts.children) one.setAttribute("aria-pressed", one.textContent === sort);
    this.#load();
  }

  /** Load the first page, or the next. */
  async #load(next) {
    const asked = ++this.#asked;
    this.list.setAttribute("aria-busy", true);
    try {
      const query = `comments?sort=${this.#sort}${next ? `&cursor=${encodeURIComponent(this.#cursor)}` : ""}`;
      const [page, mine] = await Promise.all([this.call(query), next ? [] : this.#mine()]);
      if (asked !== this.#asked) return;
      this.#cursor = page.next_cursor;
      if (!next) this.#open(page.article);
      const added = page.comments.map((comment) => this.#add(comment));
      // The thread lacks what is not published, or was published after it was cached.
      for (const one of mine.reverse()) if (!one.withdrawn && (one.status !== "approved" || Date.now() - Date.parse(one.created_at) < 60_000)) this.#add(one);
      this.says.textContent = this.list.firstChild || this.#closed ? "" : "Be the first to say something.";
      this.#offer("Load more comments", !this.#cursor, true);
      if (next) added[0]?.article.focus();
      this.announce("loaded", page.article);
    } catch (error) {
      if (asked !== this.#asked || !this.isConnected) return;
      this.says.textContent = error.message;
      this.#offer("Try again", false, next);
    }
    this.list.removeAttribute("aria-busy");
  }

  #offer(textContent, hidden, next) {
    Object.assign(this.more, { textContent, hidden, onclick: () => this.#load(next) });
  }

  /** The reader's own comments; the thread is shown without them too. */
  async #mine() {
    const pass = keptPass(this.api);
    return pass ? this.call("comments/mine", { pass }).then(({ comments }) => comments, () => []) : [];
  }

  #open({ comment_count: count, state }) {
    this.#views.clear();
    this.list.replaceChildren();
    this.#tell(count);
    this.#closed = state === "closed";
    if (this.#closed) this.form.replaceChildren("This thread is closed.");
  }

  #tell(count) {
    this.count.textContent = count ? `${count} comment${count > 1 ? "s" : ""}` : "No comments yet";
  }

  /** Show a comment where it belongs, unless it is there. */
  #add(comment) {
    const { id, parent_id: parentId } = comment;
    const known = this.#views.get(id);
    if (known?.comment.status === comment.status) return known;
    known?.item.remove();
    const parent = this.#views.get(parentId);
    const on = { answer: this.#closed ? null : (view) => this.#answer(view), more: (view) => this.#replies(view) };
    const view = new CommentView(comment, on, parent ? parent.depth + 1 : 0);
    this.#views.set(id, view);
    const list = parent ? parent.replies : this.list;
    const newestFirst = !parent && this.#sort === "newest";
    // Ids sort by time.
    list.insertBefore(view.item, [...list.children].find((other) => (other.dataset.id < id) === newestFirst));
    comment.replies.forEach((reply) => this.#add(reply));
    view.showMore();
    parent?.showMore();
    return view;
  }

  async #replies(view) {
    try {
      const page = await this.call(`comments/${view.comment.id}/replies?cursor=${encodeURIComponent(view.cursor ?? "")}`);
      const added = page.comments.map((comment) => this.#add(comment));
      view.cursor = page.next_cursor;
      view.showMore();
      added[0]?.article.focus();
    } catch (error) {
      view.more.textContent = `${error.message} Try again`;
    }
  }

  #answer(view) {
    const close = () => {
      form.element.remove();
      view.reply.hidden = false;
    };
    const form = new CommentForm(this, {
      posted: (comment) => { close(); this.#posted(comment); },
      conflict: () => this.#load(),
      cancel: () => { close(); view.reply.focus(); },
    }, view.comment);
    view.reply.hidden = true;
    view.article.append(form.element);
    form.focus();
  }

  /** Show the author what became of it. */
  #posted(comment) {
    const approved = comment.status === "approved";
    const parent = this.#views.get(comment.parent_id);
    if (parent && approved) parent.comment.reply_count++; // it was counted before this reply
    const view = this.#add(comment);
    this.says.textContent = approved ? "Your comment is published." : "Your comment waits for a moderator.";
    view.article.focus();
    this.announce("posted", comment);
    const before = this.count.textContent;
    if (approved) this.until(async () => {
      this.#tell((await this.call("comments?limit=1")).article.comment_count);
      return this.count.textContent !== before;
    }).catch(() => {});
  }
}
