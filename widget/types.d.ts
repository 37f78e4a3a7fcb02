// What the service answers, as far as the widget reads it (docs/openapi.json), and the shapes that its files share.
// Read by `tsc` in `make check`; browsers do not ask for it.

/** What `h` sets: attributes, and handlers of events by `on…`. */
interface Attributes {
  // biome-ignore lint/suspicious/noExplicitAny: which event a handler gets follows from the attribute's name
  [name: string]: string | number | boolean | null | undefined | ((event: any) => unknown);
  onauxclick?: (event: MouseEvent) => unknown;
  onsubmit?: (event: SubmitEvent) => unknown;
}

/** What `h` puts into an element. What is not there, false or "" is left out. */
type Child = Node | string | false | null | undefined;

/** A link of the share bar: id, code in shared links, name, colour, address of the form. */
type ShareLink = [id: string, code: string, name: string, colour: string, form: string];

/** Each network's code in shared links, by the network's id. */
type Codes = Record<string, string>;

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

/** Where the browser keeps something: for good, or for as long as the tab is open. */
type Area = "localStorage" | "sessionStorage";

type ArticleElement = import("./element.js").ArticleElement;
type CommentForm = import("./form.js").CommentForm;

/** A form's fields by name: the input, and the element that says what is wrong with it. */
type FormFields = Record<string, [HTMLInputElement | HTMLTextAreaElement, HTMLElement]>;

/** What a form knows of its thread, and what it tells it. */
interface FormThread {
  /** The comment that is answered, if it is a reply. */
  parent?: PublishedComment;
  posted(comment: PublishedComment): void;
  /** An earlier version of the comment has arrived: the thread looks for it. */
  conflict(): void;
  cancel?: () => void;
}

/** What a comment's buttons do. `answer` is null where nobody may answer. */
interface ViewEvents {
  answer: (() => void) | null;
  more: () => void;
}

// ------------------------------------------------------------------------------------------------------ Functions
// A function's type has the function's name, with a capital letter; where that is taken, the comment names the function.

// address.js

/** An absolute address with this code, or with none. Its other parameters stay as they are. */
type WithVia = (address: string, code?: string) => string;

// dom.js

/**
 * Make an element. Strings become text, never HTML. An attribute that is null or false is left out; true sets it to "".
 */
type H = <Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes?: Attributes | null,
  ...children: Child[]
) => HTMLElementTagNameMap[Tag];

/** Make a button. Its `kind` is its class. */
type Button = (kind: string | null, onclick: (event: MouseEvent) => unknown, ...children: Child[]) => HTMLButtonElement;

/**
 * Put a comment's HTML into an element, and answer the element. The service makes the HTML of a closed set of elements
 * (shared/domain/comments/markdown.py), and nothing else is let through: of another element only the text stays, and
 * an address is a web page's or a mailbox's.
 */
type Fill = (body: HTMLElement, html: string) => HTMLElement;

/**
 * How long ago something was, for readers: "just now", "5 minutes ago", "yesterday"; after a week the date. `at` is a
 * time as RFC 3339 has it, `now` counts milliseconds since 1970.
 */
type Ago = (at: string, now?: number) => string;

// service.js

/** Call the API and answer the JSON. Throws a CallError, which says what has happened. */
// biome-ignore lint/suspicious/noExplicitAny: the caller says what it expects
type Call = (address: string, options?: CallOptions) => Promise<any>;

/** Throw a CallError that says why there was no answer. */
type Unreachable = (error: Error) => never;

/** The JSON of an answer with this body. Throws a CallError if it is none, or a problem. */
type Read = (answer: Response, body: string) => unknown;

/** The error with these words for the reader. */
type Failure = (message: string, more: Partial<CallError>) => CallError;

/** What is kept under this key, or null. */
// biome-ignore lint/suspicious/noExplicitAny: who keeps something knows its shape
type Recall = (area: Area, key: string) => any;

/** Keep something under this key; in memory where the browser forbids storage. */
type Keep = (area: Area, key: string, value: unknown) => void;

/** The reader's pass, if there is one that still holds. */
type KeptPass = (api: string) => string | null;

// element.js

/** Fill the shadow root, which is empty. The signal says when the element leaves the page. */
type Start = (signal: AbortSignal) => void;

type AttributeChangedCallback = (name: string, before: string | null, after: string | null) => void;

/** `call`: call the API about this article, for as long as the element is on the page. */
type CallAboutArticle = <Path extends string>(path: Path, options?: CallOptions) => Promise<AnswerTo<Path>>;

/** What the service answers to a call about an article. */
type AnswerTo<Path extends string> = Path extends "shares"
  ? ShareCounts
  : Path extends "comments"
    ? { comment: PublishedComment }
    : Path extends "comments/mine"
      ? { comments: PublishedComment[] }
      : CommentsPage;

/** `report`: tell the API something in a request that outlives the page. */
type SendReport = (path: "shares" | "visits", body: object) => Promise<{ counted: boolean }>;

/** Tell the page, by an event. */
type Announce = (name: "loaded" | "posted" | "shared", detail: object) => void;

/** Ask ever more slowly, six times within 16 seconds at most, until it is settled. */
type Until = (settled: () => Promise<boolean>) => Promise<void>;

// form.js

/** Make a field: the input's element and name, the words of its label, what is written in it already. */
type Field = (tag: "input" | "textarea", name: string, label: string, value?: string) => HTMLElement;

/** Show whether the form waits for an answer, and whether the last attempt may be repeated. */
type Wait = (busy: boolean, again?: boolean) => void;

/** Say why nothing was posted. */
type Fail = (why: Pick<CallError, "message" | "again">) => void;

// comments.js

/** Offer the reader to load the thread: its first page, or the next. */
type Offer = (words: string, hidden: boolean, next?: boolean) => void;

// share.js

/** The article as it is shared to a network: its address has the network's code. */
type Shared = (network: string) => Record<"url" | "title", string> & Record<string, string>;

/** Make a link or a button of the share bar. */
type Pill = (network: string, pill: HTMLElement, ...label: (Node | string)[]) => HTMLElement;

/** `#button`: make a button that shares the article with what the device has for it. */
type ShareButton = (
  network: string,
  act: (article: Record<"url" | "title", string>) => Promise<unknown>,
  label: Node | string,
) => HTMLElement;
