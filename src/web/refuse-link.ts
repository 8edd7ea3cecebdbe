import type { WebContext } from './server.ts';

/** What a link that shows nothing is answered with: 410 where it led somewhere once. No cache keeps the answer. */
export const refuseLink = (context: WebContext, kind: 'withdrawn' | 'unknown'): Response =>
  kind === 'withdrawn'
    ? context.text('This was taken away, or the link is too old.\n', 410, {
        'cache-control': 'no-store',
      })
    : context.text('Not found\n', 404, { 'cache-control': 'no-store' });
