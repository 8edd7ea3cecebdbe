/**
 * The wire between an emulated vendor and its client, where most goes wrong in practice: resets,
 * proxies, halves of answers. Faults that come "before" leave the vendor untouched; those "after"
 * let it accept the job first, which is what makes them dangerous.
 */
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Faults, Operation } from './emulator-faults.ts';

const PROXY_PAGE = '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>';

/** An address that nothing public may be led to. */
export const PRIVATE_ADDRESS = 'http://169.254.169.254/latest/meta-data/';

const page = (status: number): Response =>
  new Response(PROXY_PAGE, { status, headers: { 'content-type': 'text/html' } });

function reset({ outgoing }: HttpBindings): Response {
  outgoing.socket?.resetAndDestroy();
  return RESPONSE_ALREADY_SENT;
}

/** What happens instead of handling the request; null where nothing does. */
export function faultBefore(
  faults: Faults,
  operation: Operation,
  bindings: HttpBindings,
  errorReply: (status: number, text?: string) => Response,
): Response | null {
  if (faults.take('reset-unread', operation)) return reset(bindings);
  if (faults.take('proxy-502', operation)) return page(502);
  const redirect = faults.take('redirect', operation);
  if (redirect !== null) {
    const location = redirect.text ?? PRIVATE_ADDRESS;
    return new Response(null, { status: 302, headers: { location } });
  }
  const error = faults.take('answer-with', operation);
  if (error === null) return null;
  const reply = errorReply(error.status ?? 500, error.text);
  if (error.retryAfter !== undefined) reply.headers.set('retry-after', error.retryAfter);
  return reply;
}

/** What becomes of the answer on its way back. */
export async function faultAfter(
  faults: Faults,
  operation: Operation,
  bindings: HttpBindings,
  reply: Response,
): Promise<Response> {
  if (faults.take('lose-answer', operation)) return reset(bindings);
  if (faults.take('silent', operation)) return RESPONSE_ALREADY_SENT;
  if (faults.take('not-json', operation)) return page(200);
  if (faults.take('truncate', operation)) {
    const text = await reply.text();
    const headers = { 'content-type': 'application/json' };
    return new Response(text.slice(0, Math.floor(text.length / 2)), {
      status: reply.status,
      headers,
    });
  }
  if (faults.take('extra-fields', operation)) return withExtraFields(reply);
  return reply;
}

async function withExtraFields(reply: Response): Promise<Response> {
  const widened = JSON.parse(await reply.text(), (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? { ...value, unheardOf: { since: [1, null] } }
      : value,
  );
  return Response.json(widened, { status: reply.status });
}

const HUGE_PICTURE_BYTES = 200 * 1024 * 1024;

/** A picture link that does not lead to a picture; null where it does. */
export function pictureFault(faults: Faults): Response | null {
  if (faults.take('picture-404')) return new Response('Not Found', { status: 404 });
  if (faults.take('picture-html')) return page(200);
  if (faults.take('picture-private')) {
    return new Response(null, { status: 302, headers: { location: PRIVATE_ADDRESS } });
  }
  if (faults.take('picture-huge') === null) return null;
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (sent >= HUGE_PICTURE_BYTES) return controller.close();
      controller.enqueue(new Uint8Array(1024 * 1024));
      sent += 1024 * 1024;
    },
  });
  return new Response(body, {
    headers: { 'content-type': 'image/png', 'content-length': String(HUGE_PICTURE_BYTES) },
  });
}
