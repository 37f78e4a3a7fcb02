// Signing in: OpenID Connect, authorization code flow with PKCE (RFC 7636), as a public client.
// Tokens live in sessionStorage: they end with the tab, and a reload does not lose them.

const TOKENS = "postbag.desk.tokens";
const ATTEMPT = "postbag.desk.attempt";
const here = location.origin + location.pathname;

/** @param {Uint8Array | ArrayBuffer} bytes */
function base64url(bytes) {
  const letters = btoa(String.fromCharCode(...new Uint8Array(bytes)));
  return letters.replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}

const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

/** @param {string} key */
const read = (key) => JSON.parse(sessionStorage.getItem(key) ?? "null");

/**
 * @param {string} key
 * @param {unknown} value
 */
const write = (key, value) => sessionStorage.setItem(key, JSON.stringify(value));

/** Signing in went wrong; the message is for the moderator. */
export class SignInError extends Error {}

/**
 * @param {string} url
 * @param {RequestInit} [options]
 */
async function json(url, options) {
  let answer;
  try {
    answer = await fetch(url, { credentials: "omit", ...options });
  } catch {
    throw new SignInError("The sign-in service could not be reached. Check your connection and try again.");
  }
  const body = await answer.json().catch(() => ({}));
  const { error_description: words, error = answer.status } = body;
  if (!answer.ok) throw new SignInError(`The sign-in service refused: ${words ?? error}.`);
  return body;
}

/**
 * The claims of a JWT, unverified: enough for one that came straight from the issuer (OpenID Connect Core 3.1.3.7,
 * rule 6).
 * @param {string} token
 */
function claims(token) {
  const part = token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/");
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(part), (letter) => letter.charCodeAt(0))));
}

/** A moderator's session with one issuer. Make it with `Session.open()`. */
export class Session {
  #config;
  /** @type {Provider | undefined} */
  #provider;

  /** @param {DeskConfig} config */
  constructor(config) {
    this.#config = config;
  }

  /** Read config.json beside this page. */
  static async open() {
    return new Session(await json("config.json"));
  }

  get api() {
    return this.#config.api ?? "";
  }

  /** @returns {KeptTokens | null} */
  get #kept() {
    return read(TOKENS);
  }

  /** The access token, or null when signed out or expired. */
  get token() {
    const kept = this.#kept;
    return kept && kept.expires_at > Date.now() ? kept.access_token : null;
  }

  /** What to call the moderator. */
  get person() {
    return this.#kept?.person ?? "";
  }

  async #discover() {
    const { issuer } = this.#config;
    /** @type {Provider} */
    const found = this.#provider ?? (await json(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`));
    this.#provider = found;
    if (found.issuer !== issuer) {
      throw new SignInError(`The sign-in service calls itself ${found.issuer}, but ${issuer} was expected.`);
    }
    return found;
  }

  /** Leave for the issuer's sign-in page. */
  async start() {
    if (!crypto.subtle) {
      throw new SignInError("Signing in needs a secure page: open the desk by https, or at http://localhost.");
    }
    const { authorization_endpoint: endpoint } = await this.#discover();
    const attempt = { state: random(), nonce: random(), verifier: random() };
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(attempt.verifier));
    write(ATTEMPT, attempt);
    const query = new URLSearchParams({
      response_type: "code",
      client_id: this.#config.client_id,
      redirect_uri: here,
      scope: this.#config.scope ?? "openid",
      state: attempt.state,
      nonce: attempt.nonce,
      code_challenge: base64url(digest),
      code_challenge_method: "S256",
    });
    location.assign(`${endpoint}${endpoint.includes("?") ? "&" : "?"}${query}`);
  }

  /** Back from the issuer: turn the code in the address bar into tokens. Does nothing on an ordinary visit. */
  async finish() {
    const answer = new URLSearchParams(location.search);
    if (!answer.has("code") && !answer.has("error")) return;
    const attempt = read(ATTEMPT);
    sessionStorage.removeItem(ATTEMPT);
    history.replaceState(null, "", here); // a code must stay neither in the address bar nor in the history
    if (!attempt || answer.get("state") !== attempt.state) {
      throw new SignInError("This sign-in was not started here, so it was ignored. Please sign in again.");
    }
    const refused = answer.get("error");
    if (refused) throw new SignInError(`You were not signed in: ${answer.get("error_description") ?? refused}.`);
    const provider = await this.#discover();
    if (answer.has("iss") && answer.get("iss") !== provider.issuer) {
      throw new SignInError("The answer came from another sign-in service (RFC 9207), so it was ignored.");
    }
    const tokens = await json(provider.token_endpoint, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "authorization_code",
        code: answer.get("code") ?? "",
        redirect_uri: here,
        client_id: this.#config.client_id,
        code_verifier: attempt.verifier,
      }),
    });
    if (!tokens.id_token || !tokens.access_token) {
      throw new SignInError("The sign-in service gave no tokens. Please sign in again.");
    }
    const who = claims(tokens.id_token);
    const meant = [who.aud].flat().includes(this.#config.client_id);
    if (who.nonce !== attempt.nonce || who.iss !== provider.issuer || !meant || who.exp * 1000 < Date.now()) {
      throw new SignInError("The sign-in service's answer was not meant for this sign-in. Please sign in again.");
    }
    write(TOKENS, {
      access_token: tokens.access_token,
      id_token: tokens.id_token,
      expires_at: Date.now() + (tokens.expires_in ?? 3600) * 1000,
      person: who.name ?? who.preferred_username ?? who["cognito:username"] ?? who.email ?? who.sub,
    });
  }

  /** Forget the tokens, as when the API has refused them. */
  forget() {
    sessionStorage.removeItem(TOKENS);
  }

  /** Sign out here and, where the issuer offers it, there (OpenID Connect RP-Initiated Logout 1.0). */
  async end() {
    const kept = this.#kept;
    this.forget();
    const endpoint = (await this.#discover().catch(() => null))?.end_session_endpoint;
    if (!endpoint || !kept) return false;
    const query = new URLSearchParams({
      id_token_hint: kept.id_token,
      client_id: this.#config.client_id,
      post_logout_redirect_uri: here,
    });
    location.assign(`${endpoint}?${query}`);
    return true;
  }
}
