/**
 * The region editor's page and what it asks for. The page itself is the same for everybody and touches no
 * link; opening, the picture and sending off need the token of the address and the cookie of the browser
 * that opened it first. It reads at most what a mask can have.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie, setCookie } from 'hono/cookie';
import type { LinkProblem, LinkUse, RegionDesk } from '#application/region-desk.ts';
import type { Rejection } from '#domain/rejection.ts';

const FOLDER = new URL('./pages/region/', import.meta.url);
const BODY_BYTES_MAX = 16 * 1024 * 1024;
const COOKIE = 'region';

const PAGE = readFileSync(new URL('index.html', FOLDER), 'utf8');
/** The page's one inline script says where its libraries are; its hash is all that may stand inline. */
const IMPORT_MAP = /<script type="importmap">(.*?)<\/script>/s.exec(PAGE)?.[1] ?? '';

const CSP = [
  "default-src 'none'",
  `script-src 'self' 'sha256-${createHash('sha256').update(IMPORT_MAP).digest('base64')}'`,
  "style-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const FILES: { readonly [name: string]: string } = {
  'editor.js': 'text/javascript; charset=utf-8',
  'selection.js': 'text/javascript; charset=utf-8',
  'region.css': 'text/css; charset=utf-8',
};

/** Libraries of the page, straight from the installed packages. */
const MODULES: { readonly [name: string]: string } = {
  'preact.js': 'preact',
  'preact-hooks.js': 'preact/hooks',
  'htm.js': 'htm',
};

const PROBLEMS = {
  unknown: [404, 'This link leads nowhere. Press Vary (Region) in Discord for a new one.'],
  expired: [410, 'This link has ended. Press Vary (Region) in Discord for a new one.'],
  used: [410, 'This link was used already: its job is on the way in Discord.'],
  elsewhere: [403, 'This link was opened in another browser first, and works only there.'],
} as const satisfies Record<LinkProblem, readonly [number, string]>;

/** The routes, over the desk; `explain` puts a refusal into words. */
export function regionRoutes(settings: {
  readonly desk: RegionDesk;
  readonly secret: () => string;
  readonly isSecure: boolean;
  readonly explain: (rejection: Rejection) => string;
}): (app: Hono) => void {
  const { desk } = settings;

  const useOf = (context: Context): LinkUse => ({
    token: context.req.param('token') ?? '',
    browser: getCookie(context, COOKIE) ?? '',
  });

  const refuse = (context: Context, problem: LinkProblem) => {
    const [status, message] = PROBLEMS[problem];
    return context.json({ message }, status);
  };

  return (app) => {
    app.use('/region/*', async (context, next) => {
      await next();
      context.header('content-security-policy', CSP);
      context.header('x-content-type-options', 'nosniff');
      context.header('referrer-policy', 'no-referrer');
      context.header('cache-control', 'no-store');
    });
    app.get('/region/files/:name', async (context) => {
      const name = context.req.param('name');
      const type = FILES[name] ?? (name in MODULES ? FILES['editor.js'] : undefined);
      if (type === undefined) return context.text('Not found\n', 404);
      const module = MODULES[name];
      const file =
        module === undefined ? new URL(name, FOLDER) : new URL(import.meta.resolve(module));
      return context.body(await readFile(file), 200, { 'content-type': type });
    });
    app.get('/region/:token', (context) => context.html(PAGE));
    app.post('/region/:token/open', async (context) => {
      const known = getCookie(context, COOKIE);
      const browser = known ?? settings.secret();
      const token = context.req.param('token');
      const opened = await desk.open({ token, browser });
      if (opened.kind !== 'opened') return refuse(context, opened.kind);
      if (known === undefined) {
        setCookie(context, COOKIE, browser, {
          httpOnly: true,
          sameSite: 'Strict',
          secure: settings.isSecure,
          path: '/region/',
          maxAge: 3600,
        });
      }
      const { picture, prompt, rewrites, expiresAtMs } = opened;
      const { width, height } = picture;
      return context.json({ width, height, prompt, rewrites, expiresAtMs });
    });
    app.get('/region/:token/picture', async (context) => {
      const picture = await desk.pictureOf(useOf(context));
      if (picture === null) return context.text('Not found\n', 404);
      return context.body(new Uint8Array(picture.bytes), 200, {
        'content-type': picture.mediaType,
      });
    });
    app.post(
      '/region/:token',
      bodyLimit({
        maxSize: BODY_BYTES_MAX,
        onError: (context) => context.json({ message: 'The selection is too large.' }, 413),
      }),
      async (context) => {
        const { mask, prompt } = await context.req.parseBody();
        if (!(mask instanceof File) || typeof prompt !== 'string') {
          return context.json({ message: 'The selection did not arrive whole.' }, 400);
        }
        const bytes = new Uint8Array(await mask.arrayBuffer());
        const outcome = await desk.submit(useOf(context), { mask: bytes, prompt });
        switch (outcome.kind) {
          case 'accepted':
            return context.json({ jobId: outcome.job.id });
          case 'rejected':
            return context.json({ message: settings.explain(outcome.rejection) }, 422);
          default:
            return refuse(context, outcome.kind);
        }
      },
    );
  };
}
