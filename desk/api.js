// The moderators' part of the API.

/** The API said no, or said nothing. `status` 0: no answer; `code`: of the problem document. The message is for people. */
export class ApiError extends Error {
  constructor(status, { detail, title, message, code } = {}) {
    super(status === 0 ? "The service could not be reached." : detail ?? title ?? message ?? `The service answered ${status}.`);
    this.status = status;
    this.code = code;
  }
}

export class Api {
  #session;

  constructor(session) {
    this.#session = session;
  }

  async #call(path, { method = "GET", body } = {}) {
    const token = this.#session.token;
    if (!token) throw new ApiError(401);
    let answer;
    try {
      answer = await fetch(`${this.#session.api}/v1/moderation/${path}`, {
        method,
        headers: { Authorization: `Bearer ${token}`, ...(body && { "Content-Type": "application/json" }) },
        body: body && JSON.stringify(body),
        credentials: "omit",
        cache: "no-store",
        signal: AbortSignal.timeout(20_000),
      });
    } catch {
      throw new ApiError(0);
    }
    const json = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new ApiError(answer.status, json);
    return json;
  }

  /** {pending: {count, oldest}, reported: …} */
  async queues() {
    return (await this.#call("queues")).queues;
  }

  /** A page of a queue: {comments, next_cursor}. */
  queue(name, cursor) {
    return this.#call(`queues/${name}?${new URLSearchParams({ limit: 50, ...(cursor && { cursor }) })}`);
  }

  /** Decide about one comment; its result: {ok, status} or {ok: false, problem}. */
  async decide(comment, action, more = {}) {
    const decision = { article_id: comment.article_id, comment_id: comment.id, action, if_status: comment.status, if_version: comment.version, ...more };
    return this.#decide(decision);
  }

  /** Take back the decision that was made about a comment; its result as of `decide`. */
  undo(comment) {
    return this.#decide({ article_id: comment.article_id, comment_id: comment.id, action: "undo" });
  }

  async #decide(decision) {
    return (await this.#call("decisions", { method: "POST", body: { decisions: [decision] } })).results[0];
  }
}
