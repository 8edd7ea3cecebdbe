/** Enough to understand a refusal; anything vendors echo beyond it is our own request. */
const DETAIL_CHARACTERS_MAX = 300;

/** A shorter secret is a common word, and hiding it would only garble the text. */
const SECRET_CHARACTERS_MIN = 4;

/** Sanitises a vendor's text for logs and messages: one line, without secrets, short. */
export function scrub(text: string, secrets: readonly string[]): string {
  // Longest first: a secret inside another must not break the longer one's match.
  const hidden = secrets
    .filter((secret) => secret.length >= SECRET_CHARACTERS_MIN)
    .toSorted((one, other) => other.length - one.length)
    .reduce((rest, secret) => rest.replaceAll(secret, '[hidden]'), text);
  const line = hidden.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return line.length <= DETAIL_CHARACTERS_MAX
    ? line
    : `${line.slice(0, DETAIL_CHARACTERS_MAX - 1)}…`;
}
