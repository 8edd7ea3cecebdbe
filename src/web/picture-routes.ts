import type { WebApp } from './server.ts';

/** A picture as a link names it. */
type LinkedPicture = { readonly bytes: Uint8Array; readonly mediaType: string };

/** `GET /pictures/<token>/<name>`: what vendors are told to start from. */
export function pictureRoutes(
  read: (link: { readonly token: string; readonly key: string }) => Promise<LinkedPicture | null>,
): (app: WebApp) => void {
  return (app) => {
    app.get('/pictures/:token/:name', async (context) => {
      const key = context.req.param('name').replace(/\.\w+$/, '');
      const picture = await read({ token: context.req.param('token'), key });
      if (picture === null) return context.text('Not found\n', 404);
      return context.body(new Uint8Array(picture.bytes), 200, {
        'content-type': picture.mediaType,
        'x-content-type-options': 'nosniff',
        'content-disposition': 'inline',
        'cache-control': 'private, max-age=3600',
        'referrer-policy': 'no-referrer',
      });
    });
  };
}
