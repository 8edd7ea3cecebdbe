/**
 * The log: one JSON line per event on standard output. Every line passes a scrubber, because library errors contain
 * URLs with tokens, which no single call can be relied on to remove. Prompts are never logged unless the operator
 * enabled that.
 */
import { Writable } from 'node:stream';
import pino from 'pino';
import type { Log } from '#ports/log.ts';

/** Interaction and webhook tokens are in the paths of Discord's own URLs. */
const TOKENS_IN_PATHS = /(\/(?:webhooks|interactions)\/\d{15,20}\/)[A-Za-z0-9._~%-]+/g;
/** Tokens of steps are in the paths that vendors call. */
const TOKENS_IN_WEBHOOKS = /(\/webhooks\/[a-z]+\/[0-9a-z]{16}\/)[A-Za-z0-9_-]+/g;
/** Shorter secrets could match ordinary words. */
const SECRET_CHARACTERS_MIN = 8;

/** Removes the given secrets, and any token in a known position. */
export function createScrubber(secrets: readonly string[]): (text: string) => string {
  // Log lines are JSON, which escapes quotes and backslashes. Longest first, since a secret may contain another.
  const known = secrets
    .filter((secret) => secret.length >= SECRET_CHARACTERS_MIN)
    .flatMap((secret) => [JSON.stringify(secret).slice(1, -1), secret])
    .toSorted((one, other) => other.length - one.length);
  return (text) => {
    let clean = text.replace(TOKENS_IN_PATHS, '$1[token]').replace(TOKENS_IN_WEBHOOKS, '$1[token]');
    for (const secret of known) clean = clean.replaceAll(secret, '[secret]');
    return clean;
  };
}

/** An error for the log, without the request that caused it, which may contain a prompt. */
function errorFacts(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error);
  const { name, message, stack } = error;
  const code = 'code' in error ? error.code : undefined;
  const status = 'status' in error ? error.status : undefined;
  const cause = error.cause === undefined ? undefined : errorFacts(error.cause);
  return { name, message, code, status, stack, cause };
}

/** A log that writes to `sink`, without the secrets. */
export function createLog(settings: {
  readonly level: string;
  readonly secrets: readonly string[];
  readonly sink: NodeJS.WritableStream;
}): Log {
  const scrub = createScrubber(settings.secrets);
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk, _encoding, done) => {
      settings.sink.write(scrub(String(chunk)));
      done();
    },
  });
  return pino(
    {
      level: settings.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { error: errorFacts, err: errorFacts },
    },
    stream,
  );
}
