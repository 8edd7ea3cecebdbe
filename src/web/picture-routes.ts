import type { LinkedOutcome } from '#application/views/linked-outcome.ts';
import type { ArchivedFile } from '#ports/archive.ts';
import { refuseLink } from './refuse-link.ts';
import type { SendFile } from './send-file.ts';
import type { WebApp } from './server.ts';

/** `GET /pictures/<token>/<name>`: pictures for vendors, and files that are too large for a message. */
export function pictureRoutes(settings: {
  readonly find: (link: {
    readonly token: string;
    readonly key: string;
  }) => Promise<LinkedOutcome<ArchivedFile>>;
  readonly sendFile: SendFile;
}): (app: WebApp) => void {
  return (app) => {
    app.get('/pictures/:token/:name', async (context) => {
      const key = context.req.param('name').replace(/\.\w+$/, '');
      const file = await settings.find({ token: context.req.param('token'), key });
      if (file.kind !== 'found') return refuseLink(context, file.kind);
      return settings.sendFile(context, file.found, key, {
        'x-content-type-options': 'nosniff',
        'content-disposition': 'inline',
        // Revalidated each time, so that removed files disappear for everybody.
        'cache-control': 'private, no-cache',
        'referrer-policy': 'no-referrer',
        'x-robots-tag': 'noindex',
      });
    });
  };
}
