/**
 * The region editor's page and its requests. The page is in the language of the person who pressed, and does not change
 * the link; opening, the picture and submitting require the address's token and the cookie of the browser that opened
 * it first. Both are checked before a body is read, and a body is at most as large as a mask.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { getCookie, setCookie } from 'hono/cookie';
import type { LinkProblem, LinkUse } from '#application/requests/region-links.ts';
import type { RegionService } from '#application/requests/region-outcomes.ts';
import type { Job } from '#domain/job.ts';
import type { Rejection } from '#domain/rejection.ts';
import type { TextKey } from '#i18n/catalogues.ts';
import { type Translator, translatorFor } from '#i18n/translator.ts';
import type { Clock } from '#ports/clock.ts';
import { BODY_STATUSES, type BodyLimits, type BodyOutcome, createBodyReader } from './read-body.ts';
import { browserTranslator, regionPage } from './region-words.ts';
import type { SendFile } from './send-file.ts';
import type { WebApp, WebContext } from './server.ts';
import { readForm } from './two-part-form.ts';

const FOLDER = new URL('./pages/region/', import.meta.url);
const LIMITS: BodyLimits = {
  isMeant: (type) => type === 'multipart/form-data',
  bytesMax: 16 * 1024 * 1024,
  withinMs: 20_000,
  atOnce: 8,
  atOncePerSender: 1,
};
const COOKIE = 'region';

const FRAME = readFileSync(new URL('index.html', FOLDER), 'utf8');
/** The only inline script is the import map, allowed by its hash. */
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

const HEADERS = {
  'content-security-policy': CSP,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

const SCRIPT = 'text/javascript; charset=utf-8';

/** The page's own files, and libraries from the installed packages. */
const FILES: ReadonlyMap<string, { readonly type: string; readonly url: URL }> = new Map([
  ['editor.js', { type: SCRIPT, url: new URL('editor.js', FOLDER) }],
  ['selection.js', { type: SCRIPT, url: new URL('selection.js', FOLDER) }],
  ['region.css', { type: 'text/css; charset=utf-8', url: new URL('region.css', FOLDER) }],
  ['preact.js', { type: SCRIPT, url: new URL(import.meta.resolve('preact')) }],
  ['preact-hooks.js', { type: SCRIPT, url: new URL(import.meta.resolve('preact/hooks')) }],
  ['htm.js', { type: SCRIPT, url: new URL(import.meta.resolve('htm')) }],
]);

const PROBLEMS = {
  unknown: [404, 'region.problem.unknown'],
  expired: [410, 'region.problem.expired'],
  used: [410, 'region.problem.used'],
  elsewhere: [403, 'region.problem.elsewhere'],
  withdrawn: [410, 'region.problem.withdrawn'],
} as const satisfies Record<LinkProblem, readonly [number, TextKey]>;

const BODY_PROBLEMS = {
  'wrong-type': 'region.not-whole',
  'too-large': 'region.too-large',
  unfinished: 'region.not-whole',
  busy: 'region.busy',
} as const satisfies Record<Exclude<BodyOutcome['kind'], 'body'>, TextKey>;

/** The routes over the service; `explain` returns a refusal's text. */
export function regionRoutes(settings: {
  readonly service: RegionService;
  readonly secret: () => string;
  readonly isSecure: boolean;
  /** Called when a job was accepted, to redraw the pressed message. */
  readonly accepted: (job: Job) => void;
  readonly explain: (translator: Translator, rejection: Rejection) => string;
  readonly clock: Clock;
  readonly sendFile: SendFile;
}): (app: WebApp) => void {
  const { service } = settings;
  const readBody = createBodyReader(LIMITS, settings.clock);

  const useOf = (context: WebContext): LinkUse => ({
    token: context.req.param('token') ?? '',
    browser: getCookie(context, COOKIE) ?? '',
  });

  const translatorOf = async (context: WebContext): Promise<Translator> => {
    const locale = await service.localeOf(context.req.param('token') ?? '');
    return locale === null
      ? browserTranslator(context.req.header('accept-language'))
      : translatorFor(locale);
  };

  const refuse = async (context: WebContext, problem: LinkProblem) => {
    const [status, key] = PROBLEMS[problem];
    const { say } = await translatorOf(context);
    return context.json({ message: say(key) }, status);
  };

  return (app) => {
    app.use('/region/*', async (context, next) => {
      await next();
      for (const [name, value] of Object.entries(HEADERS)) context.header(name, value);
    });
    app.get('/region/files/:name', async (context) => {
      const file = FILES.get(context.req.param('name'));
      if (file === undefined) return context.text('Not found\n', 404);
      return context.body(await readFile(file.url), 200, { 'content-type': file.type });
    });
    app.get('/region/:token', async (context) =>
      context.html(regionPage(FRAME, await translatorOf(context))),
    );
    app.post('/region/:token/open', async (context) => {
      const known = getCookie(context, COOKIE);
      const browser = known ?? settings.secret();
      const token = context.req.param('token');
      const opened = await service.open({ token, browser });
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
      const { picture, prompt, words, expiresAtMs } = opened;
      const { width, height } = picture;
      return context.json({ width, height, prompt, words, expiresAtMs });
    });
    app.get('/region/:token/picture', async (context) => {
      const picture = await service.pictureOf(useOf(context));
      if (picture.kind !== 'found') return refuse(context, picture.kind);
      return settings.sendFile(context, picture.file, context.req.param('token'), HEADERS);
    });
    app.post('/region/:token', async (context) => {
      const use = useOf(context);
      const sender = await service.senderOf(use);
      if (sender.kind !== 'ready') return refuse(context, sender.kind);
      const translator = await translatorOf(context);
      const body = await readBody(context, sender.userId);
      if (body.kind !== 'body') {
        return context.json(
          { message: translator.say(BODY_PROBLEMS[body.kind]) },
          BODY_STATUSES[body.kind],
        );
      }
      const form = await readForm(body.bytes, context.req.header('content-type') ?? '', 2);
      const [mask, prompt] = [form?.get('mask'), form?.get('prompt')];
      if (!(mask instanceof File) || typeof prompt !== 'string') {
        return context.json({ message: translator.say('region.not-whole') }, 400);
      }
      const bytes = new Uint8Array(await mask.arrayBuffer());
      const outcome = await service.submit(use, { mask: bytes, prompt });
      switch (outcome.kind) {
        case 'accepted':
          settings.accepted(outcome.job);
          return context.json({ jobId: outcome.job.id });
        case 'rejected':
          return context.json({ message: settings.explain(translator, outcome.rejection) }, 422);
        case 'busy':
          return context.json({ message: translator.say(BODY_PROBLEMS.busy) }, BODY_STATUSES.busy);
        default:
          return refuse(context, outcome.kind);
      }
    });
  };
}
