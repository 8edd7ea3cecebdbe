import type { Discord } from '#playground/discord/discord.ts';

const ping = JSON.stringify({ type: 1, id: '1', token: 'ping', version: 1 });
const eventPing = JSON.stringify({ type: 0, version: 1 });
const longAgoMs = 3_600_000;
const timeoutMs = 3_000;

type Check = {
  readonly what: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly isRight: (reply: Response) => boolean | Promise<boolean>;
};

const isPong = async (reply: Response): Promise<boolean> => {
  if (reply.status !== 200) return false;
  const body: unknown = await reply.json().catch(() => null);
  return typeof body === 'object' && body !== null && 'type' in body && body.type === 1;
};

/**
 * Asks an address what Discord asks before it takes one, and from time to time afterwards: a ping that must be
 * answered, and others with wrong signatures that must not be. Throws, saying which answer was wrong.
 */
export const checkEndpoint = async (
  { signing, clock }: Pick<Discord, 'signing' | 'clock'>,
  kind: 'interactions' | 'events',
  url: string,
): Promise<void> => {
  const body = kind === 'interactions' ? ping : eventPing;
  const right = signing.headers(body, clock.nowMs());
  const unauthorized = ({ status }: Response) => status === 401;
  const checks: readonly Check[] = [
    {
      what: 'a ping',
      headers: right,
      isRight: kind === 'interactions' ? isPong : ({ status }) => status === 204,
    },
    {
      what: 'a ping whose signature is of something else',
      headers: signing.headers(`${body} `, clock.nowMs()),
      isRight: unauthorized,
    },
    {
      what: 'a ping with another time than was signed',
      headers: {
        ...right,
        'x-signature-timestamp': String(Number(right['x-signature-timestamp']) - 1),
      },
      isRight: unauthorized,
    },
    {
      what: 'a ping that was signed an hour ago',
      headers: signing.headers(body, clock.nowMs() - longAgoMs),
      isRight: unauthorized,
    },
    {
      what: 'a ping without a signature',
      headers: { 'content-type': 'application/json' },
      isRight: unauthorized,
    },
  ];
  for (const { what, headers, isRight } of checks) {
    const reply = await fetch(url, {
      method: 'POST',
      headers,
      body,
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!(await isRight(reply))) {
      throw new Error(`${url} could not be verified: it answered ${what} with ${reply.status}.`);
    }
  }
};
