// The moderators' part of the API.

/** The API said no, or nothing (`status` 0). `code` is the problem document's. The message is for people. */
export class ApiError extends Error {
  /**
   * @param {number} status
   * @param {ApiProblem} [problem]
   */
  constructor(status, { detail, title, message, code } = {}) {
    super(detail ?? title ?? message ?? `The service answered ${status}.`);
    this.status = status;
    this.code = code;
  }
}

export class Api {
  #session;

  /** @param {import("./signin.js").Session} session */
  constructor(session) {
    this.#session = session;
  }

  /**
   * @param {string} path
   * @param {{ method?: string, body?: object }} [options]
   */
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
      throw new ApiError(0, { detail: "The service could not be reached." });
    }
    const json = await answer.json().catch(() => null);
    if (!answer.ok) throw new ApiError(answer.status, json ?? {});
    if (!json) throw new ApiError(answer.status, { detail: "The service’s answer could not be read." });
    return json;
  }

  /** @returns {Promise<Partial<Record<QueueName, QueueLength>>>} */
  async queues() {
    return (await this.#call("queues")).queues;
  }

  /**
   * A page of a queue.
   * @param {QueueName} name
   * @param {string | null} [cursor]
   * @returns {Promise<QueuePage>}
   */
  queue(name, cursor) {
    return this.#call(`queues/${name}?${new URLSearchParams({ limit: "50", ...(cursor && { cursor }) })}`);
  }

  /**
   * Decide about one comment.
   * @param {QueuedComment} comment
   * @param {DecisionName} action
   * @param {Rejection} [why]
   */
  decide({ id, article_id, status, version }, action, why) {
    return this.#decide({ article_id, comment_id: id, action, if_status: status, if_version: version, ...why });
  }

  /**
   * Take back the decision that was made about a comment.
   * @param {QueuedComment} comment
   */
  undo({ id, article_id }) {
    return this.#decide({ article_id, comment_id: id, action: "undo" });
  }

  /**
   * @param {object} decision
   * @returns {Promise<DecisionResult>}
   */
  async #decide(decision) {
    return (await this.#call("decisions", { method: "POST", body: { decisions: [decision] } })).results[0];
  }
}
