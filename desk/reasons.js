// Made by `postbag tables` from shared/domain/networks_and_reasons.json: change that.

/** Why a comment may be turned down. */
export const REASONS = [
  "offensive",
  "abuse",
  "spam",
  "banned-word",
  "advertising",
  "illegal",
  "harassment",
  "misinformation",
  "hate",
  "off-topic",
  "personal-data",
  "other",
];
