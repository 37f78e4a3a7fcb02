import { Api } from "./api.js";
import { age, h } from "./dom.js";
import { Queue } from "./queue.js";
import { Session } from "./signin.js";

const QUEUES = { pending: "Pending", reported: "Reported", appealed: "Appealed", approved: "Approved", rejected: "Rejected", spam: "Spam" };
const POLL = 10_000; // milliseconds between looks at the queues, while the page is visible
const KEYS = [
  ["j", "next comment"], ["k", "previous comment"], ["a", "approve"], ["r", "reject, with a reason"],
  ["s", "spam"], ["u", "undo what you decided"], ["1 … 6", "the queues, from the left"], ["Esc", "close"], ["?", "this help"],
];

const byId = (id) => document.getElementById(id);
const [tabs, person, notice, place, title] = ["tabs", "person", "notice", "place", "title"].map(byId);
let session, api, queue;
let looking = false;

/** Show a message to the moderator; "" takes it away. An action is {label, act}. */
function say(text, action) {
  notice.replaceChildren(text, ...(action ? [" ", h("button", { type: "button", onclick: action.act }, action.label)] : []));
  notice.className = action ? "important" : "";
}

function failed(error) {
  if (error.status === 401) {
    session.forget();
    say("Your session has ended. Sign in again and you come back to this place.", { label: "Sign in again", act: signIn });
  } else if (error.status === 403) {
    say(`You are signed in as ${session.person}, but this account may not moderate. Ask an administrator for the role “moderator”.`, { label: "Sign out", act: signOut });
  } else {
    say(`${error.message} The desk keeps trying.`, { label: "Try now", act: look });
  }
}

async function signIn() {
  try {
    await session.start();
  } catch (error) {
    say(error.message, { label: "Try again", act: signIn });
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
  place.replaceChildren(h("div", { class: "door" },
    text && h("p", { role: "status" }, text),
    h("p", null, "Read what waits, see why the rules held it, and decide."),
    h("button", { type: "button", class: "approve", onclick: signIn }, "Sign in")));
}

function showDesk() {
  person.replaceChildren(h("span", null, session.person),
    h("button", { type: "button", "aria-keyshortcuts": "?", onclick: help }, "Keys", h("kbd", null, "?")),
    h("button", { type: "button", onclick: signOut }, "Sign out"));
  tabs.replaceChildren(...Object.entries(QUEUES).map(([name, label]) =>
    h("button", { type: "button", id: `tab-${name}`, onclick: () => open(name) }, label, " ", h("span", { class: "count" }), " ", h("small"))));
  queue = new Queue(api, { failed, decided: count, said: (text) => say(text) });
  place.replaceChildren(queue.element);
  open(QUEUES[Queue.place?.queue] ? Queue.place.queue : "pending");
}

async function open(name) {
  for (const tab of tabs.children) tab.toggleAttribute("aria-current", tab.id === `tab-${name}`);
  tabs.querySelector("[aria-current]").setAttribute("aria-current", "page");
  title.className = "unseen";
  title.textContent = `${QUEUES[name]} comments`;
  say("");
  await Promise.all([queue.open(name), count()]);
}

/** Bring the numbers on the tabs up to date. */
async function count() {
  try {
    const queues = await api.queues();
    for (const [name, { count: n, oldest }] of Object.entries(queues)) {
      const tab = byId(`tab-${name}`);
      if (!tab) continue;
      tab.querySelector(".count").textContent = n;
      tab.querySelector("small").textContent = ["pending", "appealed"].includes(name) && oldest ? `oldest ${age(oldest)}` : "";
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

const dialog = h("dialog", { "aria-labelledby": "keys" },
  h("h2", { id: "keys" }, "Keys"),
  h("dl", null, ...KEYS.flatMap(([key, what]) => [h("dt", null, ...key.split(" ").map((one) => h("kbd", null, one))), h("dd", null, what)])),
  h("form", { method: "dialog" }, h("button", null, "Close")));
document.body.append(dialog);

function help() {
  dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  if (!queue || dialog.open || event.ctrlKey || event.metaKey || event.altKey) return;
  const card = queue.selected;
  if (event.key === "Escape" && card?.asking) return card.ask(false);
  if (event.target.closest("input, select, textarea")) return;
  const act = {
    j: () => queue.move(1),
    k: () => queue.move(-1),
    a: () => card?.approve && queue.decide(card, "approve"),
    r: () => card?.ask(),
    s: () => card?.spam && queue.decide(card, "spam"),
    u: () => card && queue.undo(card),
    "?": help,
  }[event.key] ?? (Object.keys(QUEUES)[event.key - 1] && (() => open(Object.keys(QUEUES)[event.key - 1])));
  if (!act) return;
  event.preventDefault();
  act();
});

setInterval(() => document.visibilityState === "visible" && look(), POLL);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
addEventListener("online", look);

try {
  session = await Session.open();
  api = new Api(session);
  await session.finish();
  if (session.token) showDesk();
  else showDoor();
} catch (error) {
  if (session) showDoor(error.message);
  else say(`${error.message} Reload the page to try again.`);
}
