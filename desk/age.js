/**
 * How long ago something was, for moderators, in short: "now", "5 min", "3 h", "2 d".
 * @param {string} at RFC 3339
 * @param {number} now milliseconds since 1970
 */
export function age(at, now = Date.now()) {
  const minutes = Math.floor((now - Date.parse(at)) / 60_000);
  if (minutes < 1) return "now";
  if (minutes < 60) return `${minutes} min`;
  return minutes < 2880 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1440)} d`;
}
