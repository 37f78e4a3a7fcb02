// id, name, colour, share address (U: the article's address, T: its title), and where that is documented.
export const FIRST = 5; // always shown
export const NETWORKS = [
  ["facebook", "Facebook", "#0866ff", "https://www.facebook.com/sharer/sharer.php?u=U"], // undocumented: dialogs need an app id
  ["whatsapp", "WhatsApp", "#1faa53", "https://wa.me/?text=T%20U"], // faq.whatsapp.com, click to chat
  ["bluesky", "Bluesky", "#1185fe", "https://bsky.app/intent/compose?text=T%20U"], // docs.bsky.app, intent links
  ["x", "X", "#888", "https://x.com/intent/tweet?text=T&url=U"], // docs.x.com, web intent
  ["email", "E-mail", "#b4632a", "mailto:?subject=T&body=U"], // RFC 6068
  ["mastodon", "Mastodon", "#6364ff", "https://share.joinmastodon.org/#text=T%20U"], // blog.joinmastodon.org/2026/03: asks for the server
  ["threads", "Threads", "#888", "https://www.threads.com/intent/post?text=T&url=U"], // developers.facebook.com, threads web intents
  ["linkedin", "LinkedIn", "#0a66c2", "https://www.linkedin.com/sharing/share-offsite/?url=U"], // learn.microsoft.com, share plugin
  ["reddit", "Reddit", "#ff4500", "https://www.reddit.com/submit?url=U&title=T"], // reddit's own bookmarklet
  ["telegram", "Telegram", "#229ed9", "https://t.me/share/url?url=U&text=T"], // core.telegram.org, share widget
  ["pinterest", "Pinterest", "#bd081c", "https://www.pinterest.com/pin/create/button/?url=U&description=T"], // developers.pinterest.com, save button
];

export const shareAddress = (format, { url, title }) =>
  format.replace(/(?<=[=0])[UT]/g, (letter) => encodeURIComponent(letter === "U" ? url : title));
