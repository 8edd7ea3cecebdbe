import type { WebContext } from './server.ts';

/** The response to an invalid link: 410 if it was valid once. Never cached. */
export const refuseLink = (context: WebContext, kind: 'withdrawn' | 'unknown'): Response =>
  kind === 'withdrawn'
    ? context.text('This was taken away, or the link is too old.\n', 410, {
        'cache-control': 'no-store',
      })
    : context.text('Not found\n', 404, { 'cache-control': 'no-store' });
