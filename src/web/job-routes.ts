/**
 * `GET /jobs/<job id>/<token>`: the pictures of one job in full quality, and `/<number>` below it each picture by
 * itself. Anybody with the address may view it, as with any posted picture; it is never listed or indexed. The page has
 * no script and no text to translate.
 */
import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import type { JobPage, PageFile, PageLink } from '#application/views/job-page.ts';
import type { LinkedOutcome } from '#application/views/linked-outcome.ts';
import type { ArchivedFile } from '#ports/archive.ts';
import { refuseLink } from './refuse-link.ts';
import type { SendFile } from './send-file.ts';
import type { WebApp } from './server.ts';

const STYLE = `
:root { color-scheme: dark light; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; background: light-dark(#f2f3f5, #1e1f22); color: light-dark(#1e1f22, #f2f3f5); }
main { max-width: 1400px; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.1rem; font-weight: 600; overflow-wrap: anywhere; }
p { color: light-dark(#4e5058, #b5bac1); font-size: .9rem; }
.files { display: grid; gap: .75rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); }
.files img, .files video { width: 100%; height: auto; display: block; border-radius: 8px; }
a:focus-visible { outline: 3px solid #5865f2; outline-offset: 3px; }
`;

const CSP = [
  "default-src 'none'",
  "img-src 'self'",
  "media-src 'self'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'content-security-policy': CSP,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex',
};

/** The routes over the readers of a page and its files. */
export function jobRoutes(read: {
  readonly page: (link: PageLink) => Promise<LinkedOutcome<JobPage>>;
  readonly file: (link: PageLink, number: number) => Promise<LinkedOutcome<ArchivedFile>>;
  readonly sendFile: SendFile;
}): (app: WebApp) => void {
  return (app) => {
    app.get('/jobs/:jobId/:token', async (context) => {
      const { jobId, token } = context.req.param();
      const page = await read.page({ jobId, token });
      if (page.kind !== 'found') return refuseLink(context, page.kind);
      return context.html(pageText(page.found, `/jobs/${jobId}/${token}`), 200, {
        ...HEADERS,
        'cache-control': 'no-store',
      });
    });
    app.get('/jobs/:jobId/:token/:number{[1-4]}', async (context) => {
      const { jobId, token, number } = context.req.param();
      const file = await read.file({ jobId, token }, Number(number));
      if (file.kind !== 'found') return refuseLink(context, file.kind);
      return read.sendFile(context, file.found, jobId, {
        ...HEADERS,
        'content-disposition': 'inline',
        // Revalidated each time, so that removed files disappear for everybody.
        'cache-control': 'private, no-cache',
      });
    });
  };
}

function pageText({ jobId, prompt, seed, files }: JobPage, path: string) {
  const shown = files.map((file, place) => fileText(file, `${path}/${place + 1}`, prompt));
  return html`<!doctype html>
<html lang="und">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${prompt === '' ? jobId : prompt}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<main>
<h1>${prompt === '' ? jobId : prompt}</h1>
<div class="files">${shown}</div>
<p>Job ID: ${jobId}${seed === null ? '' : html` · seed ${seed}`}</p>
</main>
</body>
</html>`;
}

function fileText({ mediaType, size }: PageFile, address: string, prompt: string) {
  if (mediaType.startsWith('video/')) {
    return html`<video src="${address}" controls loop playsinline></video>`;
  }
  const measure = size === null ? '' : raw(`width="${size.width}" height="${size.height}"`);
  return html`<a href="${address}"><img src="${address}" ${measure} alt="${prompt}"></a>`;
}
