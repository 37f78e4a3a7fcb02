// Made by `postbag tables` from shared/domain/networks_and_reasons.json: change that.

/** @type {ShareLink[]} */
export const NETWORKS = [
  ["facebook", "n8", "Facebook", "#0866ff", "https://www.facebook.com/sharer/sharer.php?u={url}"],
  ["whatsapp", "u5", "WhatsApp", "#1faa53", "https://wa.me/?text={title}%20{url}"],
  ["bluesky", "h7", "Bluesky", "#1185fe", "https://bsky.app/intent/compose?text={title}%20{url}"],
  ["x", "k3", "X", "#888", "https://x.com/intent/tweet?text={title}&url={url}"],
  ["email", "z5", "E-mail", "#b4632a", "mailto:?subject={title}&body={url}"],
  ["mastodon", "j6", "Mastodon", "#6364ff", "https://share.joinmastodon.org/#text={title}%20{url}"],
  ["threads", "p8", "Threads", "#888", "https://www.threads.com/intent/post?text={title}&url={url}"],
  ["linkedin", "w3", "LinkedIn", "#0a66c2", "https://www.linkedin.com/sharing/share-offsite/?url={url}"],
  ["reddit", "y7", "Reddit", "#ff4500", "https://www.reddit.com/submit?url={url}&title={title}"],
  ["telegram", "d2", "Telegram", "#229ed9", "https://t.me/share/url?url={url}&text={title}"],
  [
    "pinterest",
    "g4",
    "Pinterest",
    "#bd081c",
    "https://www.pinterest.com/pin/create/button/?url={url}&description={title}",
  ],
];

/** @type {Codes} */
export const CODES = Object.fromEntries([["copy", "q2"], ["native", "t9"], ...NETWORKS]);
