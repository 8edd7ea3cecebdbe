import type { ArchivedFile } from '#ports/archive.ts';
import type { SendFile } from './send-file.ts';
import type { WebApp } from './server.ts';

/** `GET /pictures/<token>/<name>`: what vendors are told to start from. */
export function pictureRoutes(settings: {
  /** The file of a link; null for any other. */
  readonly find: (link: {
    readonly token: string;
    readonly key: string;
  }) => Promise<ArchivedFile | null>;
  readonly sendFile: SendFile;
}): (app: WebApp) => void {
  return (app) => {
    app.get('/pictures/:token/:name', async (context) => {
      const key = context.req.param('name').replace(/\.\w+$/, '');
      const file = await settings.find({ token: context.req.param('token'), key });
      if (file === null) return context.text('Not found\n', 404);
      return settings.sendFile(context, file, key, {
        'x-content-type-options': 'nosniff',
        'content-disposition': 'inline',
        'cache-control': 'private, max-age=3600',
        'referrer-policy': 'no-referrer',
      });
    });
  };
}
