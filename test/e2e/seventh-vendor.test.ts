/**
 * How: a vendor that the tree has never heard of is one file in a folder of its own. The loader
 * finds it, the environment turns it on, and a grid is made by it; no other file knows its name.
 */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { expect, onTestFinished, test } from 'vitest';
import { readConfig } from '#config/config.ts';
import { colourPng } from '#test/fixtures/app-context.ts';
import { openVendorWorld } from '#test/fixtures/vendor-world.ts';
import { createHttpVendor } from '#vendors/http-vendor.ts';
import { loadVendors } from '#vendors/load-vendors.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** Everything there is to say about a vendor that makes pictures and nothing else. */
const SEVENTH = `
import * as z from 'zod';
import { CELLS } from '#domain/geometry.ts';
import { defineVendor } from '#vendors/define-vendor.ts';

const accepted = z.object({ id: z.string() });
const job = z.object({ done: z.boolean(), links: z.array(z.string()) });

export default defineVendor({
  name: 'seventh',
  label: 'Seventh',
  defaultBaseUrl: 'https://api.seventh.example',
  keyNeeded: true,
  switches: z.object({}),
  specify: ({ apiKey }) => ({
    capabilities: {
      actions: { imagine: {}, reroll: {} },
      speeds: ['fast'],
      promptCharactersMax: 1000,
      imagePrompts: false,
      parameters: ['ar'],
    },
    limits: { concurrency: 2, firstCheckMs: 1000, checkEveryMs: 1000, deadlineMs: 60_000 },
    prices: { unit: 'USD', perJob: { imagine: 0.05 } },
    idempotent: false,
    authorization: { authorization: \`Bearer \${apiKey}\` },
    stepCount: () => 1,
    submit: ({ request }) => ({
      kind: 'request',
      request: { method: 'POST', path: '/jobs', json: { prompt: request.prompt } },
    }),
    readSubmit: (reply) => {
      const read = accepted.safeParse(reply.json);
      return read.success ? { kind: 'accepted', ticket: { id: read.data.id } } : null;
    },
    check: (ticket) => ({
      kind: 'request',
      request: { method: 'GET', path: \`/jobs/\${accepted.parse(ticket).id}\` },
    }),
    readCheck: (reply, ticket) => {
      const read = job.safeParse(reply.json);
      if (!read.success) return null;
      if (!read.data.done) return { kind: 'running', percent: null, preview: null };
      const pictures = CELLS.flatMap((cell, place) => {
        const url = read.data.links[place];
        return url === undefined ? [] : [{ cell, source: { kind: 'url', url } }];
      });
      return { kind: 'finished', output: { pictures, composite: null, handle: ticket, seed: null } };
    },
    readError: () => null,
  }),
});
`;

/** Where vendors are, as a tree that has just this one. */
async function folderWith(file: string, text: string): Promise<URL> {
  const folder = await mkdtemp(join(tmpdir(), 'fourfold-seventh-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const name of ['package.json', 'src', 'node_modules']) {
    await symlink(join(ROOT, name), join(folder, name));
  }
  await mkdir(join(folder, 'specs'));
  await writeFile(join(folder, 'specs', file), text);
  return pathToFileURL(`${join(folder, 'specs')}/`);
}

/** The vendor's own server: done at the second look. */
async function openServer() {
  const asked: string[] = [];
  const polls = new Map<string, number>();
  const picture = await colourPng('#336699');
  const app = new Hono();
  app.post('/jobs', async (context) => {
    asked.push(`${context.req.header('authorization')} ${await context.req.text()}`);
    return context.json({ id: `job${asked.length}` });
  });
  app.get('/jobs/:id', (context) => {
    const id = context.req.param('id');
    polls.set(id, (polls.get(id) ?? 0) + 1);
    const links = [1, 2, 3, 4].map((cell) => `${baseUrl}/pictures/${id}-${cell}.png`);
    return context.json({ done: (polls.get(id) ?? 0) > 1, links });
  });
  app.get('/pictures/:name', (context) => context.body(Uint8Array.from(picture).buffer));
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 });
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(async () => {
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const baseUrl = `http://127.0.0.1:${port}`;
  return { asked, baseUrl };
}

test('adding a vendor is adding a file', async () => {
  const definitions = await loadVendors(await folderWith('seventh.ts', SEVENTH));
  const { asked, baseUrl } = await openServer();
  const outcome = readConfig(
    { SEVENTH_API_KEY: 'a-key-of-the-seventh', SEVENTH_BASE_URL: baseUrl },
    definitions,
  );
  if (outcome.kind === 'problems') throw new Error(JSON.stringify(outcome.problems));
  const { vendors, vendorOrder } = outcome.config;
  expect(vendorOrder).toEqual(['seventh']);

  const world = await openVendorWorld({
    vendors: [],
    more: vendors.map((vendor) => createHttpVendor(vendor, { clock: { nowMs: () => 0 } })),
  });
  onTestFinished(world.close);
  const accepted = await world.application.requestImagine({
    origin: world.origin(),
    prompt: 'a lighthouse --ar 3:2',
  });
  if (accepted.kind !== 'accepted') throw new Error(accepted.kind);
  const job = await world.runToEnd(accepted.job.id);

  expect(job).toMatchObject({ state: 'done', vendor: 'seventh', result: { kind: 'grid' } });
  expect(asked).toEqual(['Bearer a-key-of-the-seventh {"prompt":"a lighthouse --ar 3:2"}']);
  const [post] = world.posts;
  expect(post?.buttons.map(({ action }) => action)).toEqual([
    ...['upscale', 'upscale', 'upscale', 'upscale'],
    'reroll',
  ]);
  const refused = await world.application.requestImagine({
    origin: world.origin(),
    prompt: 'a lighthouse --weird 100',
  });
  expect(refused).toMatchObject({ kind: 'rejected', rejection: { kind: 'vendor-unable' } });
});
