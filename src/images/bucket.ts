/**
 * A bucket of any S3-compatible service (Amazon S3 API Reference, 2006-03-01): objects by name, signed with Signature
 * Version 4. It relies on content-addressed names, so that every request may be repeated. Permanent refusals are thrown
 * with the service's own code.
 */
import { AwsClient } from 'aws4fetch';
import type { BucketPlace } from '#ports/bucket-place.ts';
import type { Clock } from '#ports/clock.ts';
import type { Random } from '#ports/random.ts';

/** A listed object. */
export type BucketObject = { readonly name: string; readonly bytes: number };

/** An object store with the S3 protocol. */
export type Bucket = {
  /**
   * Writes an object unless there is one of that name; returns whether it was written. `sha256` is the content's, in
   * hex, and is verified by the service.
   */
  put(
    name: string,
    content: { readonly bytes: Uint8Array; readonly sha256: string; readonly mediaType: string },
  ): Promise<boolean>;
  /** An object's bytes from `first` on, streamed; null if there is none of that name. */
  read(
    name: string,
    range: { readonly first: number; readonly last: number },
  ): Promise<AsyncIterable<Uint8Array> | null>;
  /** Every object with that prefix. */
  list(beginning: string): AsyncGenerator<BucketObject>;
  /** A no-op if there is none of that name. */
  remove(name: string): Promise<void>;
};

const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 200;

/** The timeout for a reply's headers after the request is sent; the body may take longer. */
const HEAD_WITHIN_MS = 15_000;
/** The minimum upload speed: a line of one megabit per second. */
const SENT_BYTES_PER_MS_MIN = 125;
const REPEATABLE: ReadonlySet<number> = new Set([408, 409, 429, 500, 502, 503, 504]);
const NOT_IMPLEMENTED = 501;
const PRECONDITION_FAILED = 412;

/**
 * A bucket over HTTP; nothing is requested before the first use.
 * @throws {Error} From its methods, if the bucket does not respond or lost the object.
 */
export function createBucket(
  place: BucketPlace,
  { clock, random }: { readonly clock: Clock; readonly random: Pick<Random, 'unit'> },
): Bucket {
  const { accessKeyId, secretAccessKey, region } = place;
  const client = new AwsClient({
    accessKeyId,
    secretAccessKey,
    region,
    service: 's3',
    // Retries are done here, because broken bodies count too.
    retries: 0,
  });
  const root = `${place.endpoint}/${place.bucket}`;
  const urlOf = (name: string) => `${root}/${place.prefix}${name}`;
  let isConditional = true;

  /** The first reply that needs no retry, or the last of several. */
  async function ask(url: string, init: RequestInit, bytes = 0): Promise<Response> {
    const withinMs = HEAD_WITHIN_MS + bytes / SENT_BYTES_PER_MS_MIN;
    for (let attempt = 1; ; attempt++) {
      const outcome = await askOnce(url, init, withinMs);
      const isLast = attempt === ATTEMPTS;
      if (outcome instanceof Error) {
        if (isLast) throw outcome;
      } else {
        if (isLast || !REPEATABLE.has(outcome.status)) return outcome;
        await outcome.body?.cancel();
      }
      const pauseMs = FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + random.unit());
      await clock.sleepUntil(clock.nowMs() + pauseMs, new AbortController().signal);
    }
  }

  /** The reply's headers, or the failure of the connection. */
  async function askOnce(
    url: string,
    init: RequestInit,
    withinMs: number,
  ): Promise<Response | Error> {
    const late = new AbortController();
    const answered = new AbortController();
    clock.sleepUntil(clock.nowMs() + withinMs, answered.signal).then(
      () =>
        answered.signal.aborted ||
        late.abort(new DOMException('no answer in time', 'TimeoutError')),
      (error: unknown) => late.abort(error),
    );
    try {
      return await fetch(await client.sign(url, init), { signal: late.signal });
    } catch (error) {
      if (!isNetworkError(error)) throw error;
      return error;
    } finally {
      answered.abort();
    }
  }

  async function open(name: string, first: number, last: number): Promise<Response | null> {
    const reply = await ask(urlOf(name), { headers: { range: `bytes=${first}-${last}` } });
    if (reply.status === 404) {
      await reply.body?.cancel();
      return null;
    }
    if (!reply.ok) throw await refusal('read', name, reply);
    return reply;
  }

  /** A broken body is resumed from where it broke. */
  async function* pieces(
    name: string,
    opened: Response,
    range: { readonly first: number; readonly last: number },
  ): AsyncGenerator<Uint8Array> {
    let { first } = range;
    let reply: Response | null = opened;
    for (let broken = 0; first <= range.last; broken++) {
      if (reply?.body == null) throw new Error(`${name} is not in the bucket any more`);
      try {
        for await (const piece of reply.body) {
          first += piece.byteLength;
          broken = 0;
          yield piece;
        }
        if (first <= range.last) throw new TypeError('the body ended early');
      } catch (error) {
        if (broken === ATTEMPTS || !isNetworkError(error)) throw error;
        reply = await open(name, first, range.last);
      }
    }
  }

  return {
    put: async (name, { bytes, sha256, mediaType }) => {
      const send = () =>
        ask(
          urlOf(name),
          {
            method: 'PUT',
            body: Buffer.from(bytes),
            headers: {
              'content-type': mediaType,
              'x-amz-content-sha256': sha256,
              ...(isConditional ? { 'if-none-match': '*' } : {}),
            },
          },
          bytes.byteLength,
        );
      let reply = await send();
      if (reply.status === NOT_IMPLEMENTED && isConditional) {
        // An older service: the same content is then written twice, which is harmless.
        isConditional = false;
        await reply.body?.cancel();
        reply = await send();
      }
      if (!reply.ok && reply.status !== PRECONDITION_FAILED) {
        throw await refusal('write', name, reply);
      }
      await reply.body?.cancel();
      return reply.ok;
    },
    read: async (name, range) => {
      const reply = await open(name, range.first, range.last);
      return reply === null ? null : pieces(name, reply, range);
    },
    list: async function* (beginning) {
      let after: string | null = null;
      do {
        const query = new URLSearchParams({
          'list-type': '2',
          'encoding-type': 'url',
          prefix: `${place.prefix}${beginning}`,
          ...(after === null ? {} : { 'continuation-token': after }),
        });
        const reply = await ask(`${root}?${query}`, {});
        if (!reply.ok) throw await refusal('list', beginning, reply);
        const page = readList(await reply.text());
        for (const { name, bytes } of page.objects) {
          yield { name: name.slice(place.prefix.length), bytes };
        }
        after = page.after;
      } while (after !== null);
    },
    remove: async (name) => {
      const reply = await ask(urlOf(name), { method: 'DELETE' });
      if (!reply.ok && reply.status !== 404) throw await refusal('remove', name, reply);
      await reply.body?.cancel();
    },
  };
}

/** A whole object; null if there is none of that name. */
export async function readWhole(
  bucket: Pick<Bucket, 'read'>,
  { name, bytes }: BucketObject,
): Promise<Buffer | null> {
  const pieces = await bucket.read(name, { first: 0, last: bytes - 1 });
  if (pieces === null) return null;
  const read: Uint8Array[] = [];
  for await (const piece of pieces) read.push(piece);
  return Buffer.concat(read);
}

/** A page of ListObjectsV2, whose names are percent-encoded and so contain no entities. */
function readList(xml: string): {
  readonly objects: readonly BucketObject[];
  readonly after: string | null;
} {
  const objects = xml
    .split('<Contents>')
    .slice(1)
    .map((part) => ({
      name: decodeURIComponent(textOf(part, 'Key').replaceAll('+', ' ')),
      bytes: Number(textOf(part, 'Size')),
    }));
  const after = textOf(xml, 'NextContinuationToken');
  return { objects, after: after === '' ? null : after };
}

/** The text of the first element of that name, which has neither attributes nor children. */
function textOf(xml: string, element: string): string {
  const start = xml.indexOf(`<${element}>`);
  if (start === -1) return '';
  const from = start + element.length + 2;
  return xml.slice(from, xml.indexOf('<', from));
}

async function refusal(doing: string, name: string, reply: Response): Promise<Error> {
  const code = textOf(await reply.text(), 'Code');
  return new Error(`the bucket refused to ${doing} ${name}: ${reply.status} ${code}`.trimEnd());
}

/** Whether fetch threw because a connection failed or timed out. */
const isNetworkError = (error: unknown): error is Error =>
  error instanceof TypeError || (error instanceof Error && error.name === 'TimeoutError');
