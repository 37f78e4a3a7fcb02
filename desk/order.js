// The order of a queue. Ids are ULIDs, so they sort by time.

/**
 * The id that a comment stands before, among those that are shown; undefined if it comes last.
 * @param {string[]} shown in the queue's order
 * @param {string} id
 * @param {boolean} oldestFirst
 */
export const follower = (shown, id, oldestFirst) => shown.find((other) => other > id === oldestFirst);

/**
 * Whether a comment comes before `end` or is it.
 * @param {string} id
 * @param {string | undefined} end undefined where there is no comment
 * @param {boolean} oldestFirst
 */
export const isUpTo = (id, end, oldestFirst) => end !== undefined && (oldestFirst ? id <= end : id >= end);

/**
 * The place of the card that is `step` further than the one at `at`; the first if none is selected (-1).
 * @param {number} at
 * @param {number} step
 * @param {number} length how many cards there are, at least one
 */
export const placeAfter = (at, step, length) => (at < 0 ? 0 : Math.min(Math.max(at + step, 0), length - 1));

/**
 * The next card that is still to be decided: after the place `at`, else from the top; undefined if there is none.
 * @template {{ settled: string | null }} Item
 * @param {Item[]} cards
 * @param {number} at
 */
export const nextOpen = (cards, at) => [...cards.slice(at + 1), ...cards.slice(0, at)].find((card) => !card.settled);
