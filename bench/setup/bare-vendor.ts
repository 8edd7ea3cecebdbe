/**
 * As little of a vendor as a job needs (Apiframe's API v2, docs.apiframe.ai): orders are taken, are done when told, and
 * every picture is one of the same four files. It checks nothing and paints nothing, so that what is measured is the bot.
 */
import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { z } from 'zod';

const KEY = 'bench';
const orderSchema = z.object({ webhookUrl: z.string().optional(), action: z.string().optional() });

export type BareVendor = {
  /** What the bot is told of it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Addresses of its four pictures. */
  readonly pictures: readonly string[];
  /** The next order; `finish` makes its pictures ready and reports it, where a webhook was given. */
  readonly nextOrder: () => Promise<{ readonly finish: () => Promise<void> }>;
  /** Orders taken, and looks at orders, so far. */
  readonly ordered: () => number;
  readonly checks: () => number;
  /** Orders that are looked at from now on. */
  readonly watchChecked: () => ReadonlySet<string>;
  readonly close: () => Promise<void>;
};

type Order = { readonly count: number; readonly webhookUrl: string | undefined; done: boolean };

/** Serves four pictures as the result of whatever is ordered. */
export async function openBareVendor(files: readonly Uint8Array[]): Promise<BareVendor> {
  const orders = new Map<string, Order>();
  const waiting: ((id: string) => void)[] = [];
  let checks = 0;
  let checked = new Set<string>();
  const http = createServer((request, response) => {
    void textOf(request).then((body) => {
      const json = (status: number, value: unknown) =>
        response
          .writeHead(status, { 'content-type': 'application/json' })
          .end(JSON.stringify(value));
      const path = request.url ?? '';
      const place = /^\/pictures\/(\d)/.exec(path)?.[1];
      if (place !== undefined) {
        response.writeHead(200, { 'content-type': 'image/png' }).end(files[Number(place)]);
        return;
      }
      const asked = /^\/v2\/jobs\/(.+)$/.exec(path)?.[1];
      if (asked !== undefined) {
        checks += 1;
        checked.add(asked);
        json(200, viewOf(asked));
        return;
      }
      if (request.method !== 'POST') {
        json(200, { team: { credits: 1_000_000 } });
        return;
      }
      const order = orderSchema.parse(JSON.parse(body));
      const id = `order-${orders.size + 1}`;
      const count = order.action === 'upsample' ? 1 : 4;
      orders.set(id, { count, webhookUrl: order.webhookUrl, done: false });
      json(202, { jobId: id, status: 'QUEUED' });
      waiting.shift()?.(id);
    });
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const address = http.address();
  if (typeof address !== 'object' || address === null) throw new Error('no address');
  const url = `http://127.0.0.1:${address.port}`;
  const pictures = files.map((_, place) => `${url}/pictures/${place}`);

  function viewOf(id: string) {
    const { count, done } = orders.get(id) ?? { count: 0, done: false };
    return {
      id,
      status: done ? 'COMPLETED' : 'PROCESSING',
      model: 'midjourney',
      progress: done ? 100 : 50,
      error: null,
      creditCost: 16,
      result: done ? { images: pictures.slice(0, count) } : null,
    };
  }

  async function finish(id: string): Promise<void> {
    const order = orders.get(id);
    if (order === undefined) throw new Error(`${id} was never ordered`);
    order.done = true;
    if (order.webhookUrl === undefined) return;
    const body = JSON.stringify({ event: 'completed', jobId: id, ...viewOf(id) });
    const secret = createHash('sha256').update(KEY).digest();
    const signature = createHmac('sha256', secret).update(body).digest('hex');
    await fetch(order.webhookUrl, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'x-webhook-event': 'completed',
        'x-webhook-signature': `sha256=${signature}`,
      },
    });
  }

  return {
    environment: { APIFRAME_API_KEY: KEY, APIFRAME_BASE_URL: url },
    pictures,
    nextOrder: () =>
      new Promise((resolve) => waiting.push((id) => resolve({ finish: () => finish(id) }))),
    ordered: () => orders.size,
    checks: () => checks,
    watchChecked: () => {
      checked = new Set();
      return checked;
    },
    close: async () => {
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
