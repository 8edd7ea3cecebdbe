/**
 * The region editor's page and what it asks for. The page itself is in the language of whoever pressed, and
 * changes nothing of the link; opening, the picture and sending off need the token of the address and the cookie of the browser
 * that opened it first. It reads at most what a mask can have.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie, setCookie } from 'hono/cookie';
import type { LinkProblem, LinkUse } from '#application/requests/region-links.ts';
import type { RegionService } from '#application/requests/region-service.ts';
import type { Job } from '#domain/job.ts';
import type { Rejection } from '#domain/rejection.ts';
import type { TextKey } from '#i18n/catalogues.ts';
import { type Translator, translatorFor } from '#i18n/translator.ts';
import { browserTexts, regionPage } from './region-words.ts';

const FOLDER = new URL('./pages/region/', import.meta.url);
const BODY_BYTES_MAX = 16 * 1024 * 1024;
const COOKIE = 'region';

const FRAME = readFileSync(new URL('index.html', FOLDER), 'utf8');
/** The one inline script that is run says where the libraries are; its hash is all that may stand inline. */
const IMPORT_MAP = /<script type="importmap">(.*?)<\/script>/s.exec(FRAME)?.[1] ?? '';

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
  unknown: [404, 'region.problem.unknown'],
  expired: [410, 'region.problem.expired'],
  used: [410, 'region.problem.used'],
  elsewhere: [403, 'region.problem.elsewhere'],
} as const satisfies Record<LinkProblem, readonly [number, TextKey]>;

/** The routes, over the desk; `explain` puts a refusal into words. */
export function regionRoutes(settings: {
  readonly desk: RegionService;
  readonly secret: () => string;
  readonly isSecure: boolean;
  /** A job came of it: the message that was pressed shows so. */
  readonly accepted: (job: Job) => void;
  readonly explain: (texts: Translator, rejection: Rejection) => string;
}): (app: Hono) => void {
  const { desk } = settings;

  const useOf = (context: Context): LinkUse => ({
    token: context.req.param('token') ?? '',
    browser: getCookie(context, COOKIE) ?? '',
  });

  const textsOf = async (context: Context): Promise<Translator> => {
    const locale = await desk.localeOf(context.req.param('token') ?? '');
    return locale === null
      ? browserTexts(context.req.header('accept-language'))
      : translatorFor(locale);
  };

  const refuse = async (context: Context, problem: LinkProblem) => {
    const [status, key] = PROBLEMS[problem];
    const { say } = await textsOf(context);
    return context.json({ message: say(key) }, status);
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
    app.get('/region/:token', async (context) =>
      context.html(regionPage(FRAME, await textsOf(context))),
    );
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
        onError: async (context) =>
          context.json({ message: (await textsOf(context)).say('region.too-large') }, 413),
      }),
      async (context) => {
        const texts = await textsOf(context);
        const { mask, prompt } = await context.req.parseBody();
        if (!(mask instanceof File) || typeof prompt !== 'string') {
          return context.json({ message: texts.say('region.not-whole') }, 400);
        }
        const bytes = new Uint8Array(await mask.arrayBuffer());
        const outcome = await desk.submit(useOf(context), { mask: bytes, prompt });
        switch (outcome.kind) {
          case 'accepted':
            settings.accepted(outcome.job);
            return context.json({ jobId: outcome.job.id });
          case 'rejected':
            return context.json({ message: settings.explain(texts, outcome.rejection) }, 422);
          default:
            return refuse(context, outcome.kind);
        }
      },
    );
  };
}
