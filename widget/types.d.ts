// What the service answers, as far as the widget reads it (docs/openapi.json), and the shapes that its files share.
// Read by `tsc` in `make check`; browsers do not ask for it.

/** What `h` sets: attributes, and handlers of events by `on…`. */
interface Attributes {
  // biome-ignore lint/suspicious/noExplicitAny: which event a handler gets follows from the attribute's name
  [name: string]: string | number | boolean | null | undefined | ((event: any) => unknown);
}

/** What `h` puts into an element. What is not there, false or "" is left out. */
type Child = Node | string | false | null | undefined;

/** A link of the share bar: id, code in shared links, name, colour, address of the form. */
type ShareLink = [id: string, code: string, name: string, colour: string, form: string];

interface Article {
  id: string;
  url: string;
  title: string;
  comment_count: number;
  state: "open" | "closed" | "read-only";
}

interface PublishedComment {
  id: string;
  parent_id: string | null;
  author: { name: string | null; badge: string | null };
  answers: { id: string; name: string | null } | null;
  body_html: string;
  created_at: string;
  edited_at: string | null;
  status: string;
  statement: { automated: boolean; reason: string; note: string | null } | null;
  reply_count: number;
  replies: PublishedComment[];
  replies_cursor: string | null;
  withdrawn?: boolean;
}

interface CommentsPage {
  article: Article;
  comments: PublishedComment[];
  next_cursor: string | null;
}

interface ShareCounts {
  total: number;
  networks: Record<string, number>;
}

interface Challenge {
  challenge: string;
  salt: string;
  maxnumber: number;
}

interface GrantedPass {
  pass: string;
  expires_at: string;
}

/** What the reader has typed and the service has not accepted yet. */
interface KeptDraft {
  body?: string;
  author_name?: string;
  key?: string;
}

/** Why a call failed. */
interface CallError extends Error {
  /** The problem's name, if the service has answered with one. */
  code?: string;
  /** What is wrong with which field. */
  errors: { pointer: string; detail: string }[];
  /** The HTTP status, if there was an answer. */
  status?: number;
  /** Whether the same request may succeed later. */
  again: boolean;
}

/** What a call sends. Whatever else `fetch` understands may be given too. */
interface CallOptions extends Omit<RequestInit, "body" | "headers"> {
  body?: object;
  headers?: Record<string, string>;
  /** The reader's pass. */
  pass?: string;
}
