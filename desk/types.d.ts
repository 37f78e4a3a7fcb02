// What the service answers moderators, as far as the desk reads it (docs/openapi.json), and what its files share.
// Read by `tsc` in `make check`; browsers do not ask for it.

type QueueName = "pending" | "reported" | "appealed" | "approved" | "rejected" | "spam";

type DecisionName = "approve" | "reject" | "spam";

interface Finding {
  rule: string;
  outcome: "refuse" | "hold" | "pass";
  evidence: string;
  weight: number;
}

interface Verdict {
  decision: "publish" | "hold" | "refuse";
  policy_hash: string;
  findings: Finding[];
}

interface QueuedComment {
  id: string;
  article_id: string;
  article: { url: string | null; title: string | null } | null;
  parent_id: string | null;
  reader_id: string;
  author_name: string;
  badge: string | null;
  body: string;
  body_html: string;
  status: string;
  version?: string;
  created_at: string;
  verdict: Verdict;
  statement: { reason: string; note: string | null } | null;
  decided: { by: string } | null;
  appeal: { text: string } | null;
  awaiting: string[];
  reports: number;
}

interface QueuePage {
  comments: QueuedComment[];
  next_cursor: string | null;
}

interface QueueLength {
  count: number;
  oldest: string | null;
}

/** A problem document, or API Gateway's own message. */
interface ApiProblem {
  code?: string;
  title?: string;
  detail?: string;
  message?: string;
}

interface DecisionResult {
  ok: boolean;
  status: string;
  problem?: ApiProblem;
}

/** Why a comment is rejected: one of the reasons, and words to its author. */
interface Rejection {
  reason: string;
  note?: string;
}

/** The file config.json beside the desk. */
interface DeskConfig {
  issuer: string;
  client_id: string;
  scope?: string;
  api?: string;
}

/** What the issuer says of itself (OpenID Connect Discovery 1.0). */
interface Provider {
  issuer: string;
  authorization_endpoint: string;
  token_endpoint: string;
  end_session_endpoint?: string;
}

/** What stays in sessionStorage of a moderator who has signed in. */
interface KeptTokens {
  access_token: string;
  id_token: string;
  expires_at: number;
  person: string;
}
