import { button, h } from "../widget/dom.js";
import { age } from "./age.js";
import { Api } from "./api.js";
import { Queue } from "./queue.js";
import { Session } from "./signin.js";

/** @type {Record<QueueName, string>} */
const QUEUES = {
  pending: "Pending",
  reported: "Reported",
  appealed: "Appealed",
  approved: "Approved",
  rejected: "Rejected",
  spam: "Spam",
};
const NAMES = /** @type {QueueName[]} */ (Object.keys(QUEUES));
const POLL = 10_000; // milliseconds between looks at the queues, while the page is visible
const KEYS = [
  ["j", "next comment"],
  ["k", "previous comment"],
  ["a", "approve"],
  ["r", "reject, with a reason"],
  ["s", "spam"],
  ["u", "undo what you decided"],
  ["1 … 6", "the queues, from the left"],
  ["Esc", "close"],
  ["?", "this help"],
];

/** @param {string} id of an element of index.html, or of a tab */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
const [tabs, person, notice, place, title] = ["tabs", "person", "notice", "place", "title"].map(byId);
/** @type {Session} */
let session;
/** @type {Api} */
let api;
/** @type {Queue | null} */
let queue = null;
let looking = false;

/**
 * Show a message to the moderator; "" takes it away.
 * @param {string} text
 * @param {{ label: string, act(): void }} [action]
 */
function say(text, action) {
  notice.replaceChildren(text);
  if (action) notice.append(" ", button(null, action.act, action.label));
  notice.className = action ? "important" : "";
}

/** @param {unknown} error */
function failed(error) {
  const { status, message } = /** @type {import("./api.js").ApiError} */ (error);
  if (status === 401) {
    session.forget();
    const label = "Sign in again";
    say("Your session has ended. Sign in again and you come back to this place.", { label, act: signIn });
  } else if (status === 403) {
    const who = `You are signed in as ${session.person}, but this account may not moderate.`;
    say(`${who} Ask an administrator for the role “moderator”.`, { label: "Sign out", act: signOut });
  } else {
    say(`${message} The desk keeps trying.`, { label: "Try now", act: look });
  }
}

async function signIn() {
  try {
    await session.start();
  } catch (error) {
    say(/** @type {Error} */ (error).message, { label: "Try again", act: signIn });
  }
}

async function signOut() {
  if (!(await session.end())) showDoor("You are signed out.");
}

function showDoor(text = "") {
  queue = null;
  tabs.replaceChildren();
  person.replaceChildren();
  title.className = "";
  title.textContent = "Moderators’ desk";
  say("");
  place.replaceChildren(
    h(
      "div",
      { class: "door" },
      text && h("p", { role: "status" }, text),
      h("p", null, "Read what waits, see why the rules held it, and decide."),
      button("approve", signIn, "Sign in"),
    ),
  );
}

function showDesk() {
  const keys = button(null, help, "Keys", h("kbd", null, "?"));
  keys.setAttribute("aria-keyshortcuts", "?");
  person.replaceChildren(h("span", null, session.person), keys, button(null, signOut, "Sign out"));
  tabs.replaceChildren(
    ...NAMES.map((name) => {
      const number = h("span", { class: "count" });
      const tab = button(null, () => open(name), QUEUES[name], " ", number, " ", h("small"));
      tab.id = `tab-${name}`;
      return tab;
    }),
  );
  queue = new Queue(api, { failed, decided: count, said: (text) => say(text) });
  place.replaceChildren(queue.element);
  const before = Queue.place?.queue;
  open(before && QUEUES[before] ? before : "pending");
}

/** @param {QueueName} name */
async function open(name) {
  for (const tab of tabs.children) tab.removeAttribute("aria-current");
  byId(`tab-${name}`).setAttribute("aria-current", "page");
  title.className = "unseen";
  title.textContent = `${QUEUES[name]} comments`;
  say("");
  await Promise.all([queue?.open(name), count()]);
}

/** Bring the numbers on the tabs up to date. */
async function count() {
  try {
    const queues = await api.queues();
    for (const [name, { count: n, oldest }] of Object.entries(queues)) {
      const [number, since] = byId(`tab-${name}`)?.querySelectorAll(".count, small") ?? [];
      if (!since) continue;
      number.textContent = String(n);
      since.textContent = ["pending", "appealed"].includes(name) && oldest ? `oldest ${age(oldest)}` : "";
    }
    document.title = queues.pending?.count ? `(${queues.pending.count}) Desk – Postbag` : "Desk – Postbag";
    return true;
  } catch (error) {
    failed(error);
    return false;
  }
}

/** Look whether anything is new. */
async function look() {
  if (looking || !queue || !session.token) return;
  looking = true;
  const troubled = notice.className === "important";
  try {
    if (await count()) {
      await queue.refresh();
      if (troubled) say("");
    }
    for (const time of document.querySelectorAll("time")) time.textContent = age(time.dateTime);
  } catch (error) {
    failed(error);
  }
  looking = false;
}

const dialog = h(
  "dialog",
  { "aria-labelledby": "keys" },
  h("h2", { id: "keys" }, "Keys"),
  h(
    "dl",
    null,
    ...KEYS.flatMap(([keys, what]) => [
      h("dt", null, ...keys.split(" ").map((one) => h("kbd", null, one))),
      h("dd", null, what),
    ]),
  ),
  h("form", { method: "dialog" }, h("button", null, "Close")),
);
document.body.append(dialog);

function help() {
  dialog.showModal();
}

/**
 * What a key does in a queue, if anything.
 * @param {Queue} shown
 * @param {string} key
 */
function actOf(shown, key) {
  const card = shown.selected;
  const name = NAMES[Number(key) - 1];
  if (name) return () => open(name);
  if (key === "?") return help;
  if (key === "j") return () => shown.move(1);
  if (key === "k") return () => shown.move(-1);
  if (!card) return;
  if (key === "a") return () => card.approve && shown.decide(card, "approve");
  if (key === "r") return () => card.ask();
  if (key === "s") return () => card.spam && shown.decide(card, "spam");
  if (key === "u") return () => shown.undo(card);
}

document.addEventListener("keydown", (event) => {
  if (!queue || dialog.open || event.ctrlKey || event.metaKey || event.altKey) return;
  const card = queue.selected;
  if (event.key === "Escape" && card?.asking) return card.ask(false);
  if (/** @type {Element} */ (event.target).closest("input, select, textarea")) return;
  const act = actOf(queue, event.key);
  if (!act) return;
  event.preventDefault();
  act();
});

setInterval(() => document.visibilityState === "visible" && look(), POLL);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
addEventListener("online", look);

async function start() {
  try {
    session = await Session.open();
  } catch (error) {
    return say(`${/** @type {Error} */ (error).message} Reload the page to try again.`);
  }
  api = new Api(session);
  try {
    await session.finish();
  } catch (error) {
    return showDoor(/** @type {Error} */ (error).message);
  }
  if (session.token) showDesk();
  else showDoor();
}

start();
