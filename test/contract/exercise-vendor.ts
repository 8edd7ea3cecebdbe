/**
 * The contract of every vendor, exercised against its emulator: what it claims works, what it does
 * not claim is refused without a call, and every way to fail ends in the right outcome. A vendor's
 * own peculiarities are tested beside this suite, never in it.
 */

import { describe, expect, test } from 'vitest';
import { ACTION_NAMES, type ActionName, actionRow, resultKindOf } from '#domain/action.ts';
import { formatPrompt } from '#domain/prompt/format.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import { stepCount } from '#test/fixtures/plans.ts';
import type { VendorFixture } from '#test/fixtures/vendors/vendor-fixture.ts';
import type { DefinedVendor } from '#vendors/define-vendor.ts';
import { exerciseVendorFailures } from './exercise-vendor-failures.ts';
import { exerciseVendorSecrets } from './exercise-vendor-secrets.ts';
import { exerciseVendorWebhook } from './exercise-vendor-webhook.ts';
import {
  claimedFollowUps,
  configure,
  IMAGE_URLS,
  JOB_MS,
  makeParentFor,
  openFixture,
  outputOf,
  QUEUE_MS,
  regionMask,
  requestFor,
  runPlan,
  submissionFor,
  throughJson,
  ticketOf,
} from './vendor-bench.ts';

/** The words of a follow-up as the bot has them: a square is square, whatever its parent was. */
const jobPromptOf = (action: ActionName, prompt: string): string =>
  action === 'square' ? prompt.replace(' --ar 3:2', '') : prompt;

/** Registers the whole suite for one vendor. */
export function exerciseVendor(definition: DefinedVendor, fixture: VendorFixture): void {
  const open = () => openFixture(definition, fixture);
  const { specification } = configure(definition, 'http://127.0.0.1:9', 'key', fixture.environment);
  const { capabilities, limits } = specification;

  describe(`${definition.name} claims`, () => {
    test('known actions, imagine among them, and limits that can be kept', () => {
      expect(ACTION_NAMES).toEqual(expect.arrayContaining(Object.keys(capabilities.actions)));
      expect(capabilities.actions.imagine).toBeDefined();
      expect(capabilities.speeds.length).toBeGreaterThan(0);
      expect(capabilities.promptCharactersMax).toBeGreaterThan(100);
      expect(Math.min(...Object.values(limits))).toBeGreaterThan(0);
      expect(limits.deadlineMs).toBeGreaterThan(limits.checkEveryMs * 10);
    });

    test('settings whose presets are read as they are printed', () => {
      const prefix = definition.name.toUpperCase();
      const presets = definition.settings.map((row) => [row.variable, row.preset] as const);
      const configuration = definition.configure({
        ...Object.fromEntries(presets),
        [`${prefix}_API_KEY`]: 'key',
        [`${prefix}_BASE_URL`]: 'https://vendor.example',
      });
      expect(configuration.kind).toBe('configured');
      for (const row of definition.settings) expect(row.meaning).toMatch(/\w\.$/);
    });

    test('is absent where nothing turns it on', () => {
      expect(definition.configure({}).kind).toBe('absent');
    });

    test('no price for what it cannot do', () => {
      const priced = Object.keys(specification.prices.perJob);
      expect(Object.keys(capabilities.actions)).toEqual(expect.arrayContaining(priced));
    });
  });

  describe(`${definition.name} works`, () => {
    test('imagine: accepted, seen running, finished with four pictures that can be fetched', async () => {
      await using bench = await open();
      const { vendor, clock } = bench;
      const ticket = ticketOf(await vendor.submit(submissionFor(requestFor('imagine'))));
      expect(await vendor.check(ticket)).toMatchObject({ kind: 'running' });
      clock.advance(QUEUE_MS + JOB_MS / 2);
      expect(await vendor.check(ticket)).toMatchObject({ kind: 'running' });
      clock.advance(JOB_MS);
      const output = outputOf(await vendor.check(ticket));
      expect(output.pictures.map(({ cell }) => cell)).toEqual([1, 2, 3, 4]);
      for (const { source } of output.pictures) {
        expect(
          source.kind === 'url' && (await fetch(source.url)).headers.get('content-type'),
        ).toMatch(/^image\//);
      }
    });

    test.for(ACTION_NAMES.filter((action) => action !== 'imagine' && capabilities.actions[action]))(
      '%s: every step accepted and finished, from the third picture of a grid',
      async (action) => {
        await using bench = await open();
        const parent = await makeParentFor(bench, action, 3);
        const jobsBefore = bench.emulator.jobs().length;
        const cell = actionRow(action).perCell ? 3 : null;
        const mask = action === 'vary-region' ? await regionMask(parent.prompt) : null;
        const request = requestFor(action, {
          parent,
          cell,
          mask,
          prompt: jobPromptOf(action, parent.prompt),
          imageUrls: IMAGE_URLS,
        });
        const { pictures, suggestions = [], videos = [], handle } = await runPlan(bench, request);
        const kind = resultKindOf(actionRow(action).makes);
        const made = { grid: pictures, image: pictures, suggestions, videos }[kind];
        expect(made.length).toBeGreaterThan(0);
        for (const source of videos) {
          const video = source.kind === 'url' ? await fetch(source.url) : null;
          expect(video?.headers.get('content-type')).toMatch(/^video\//);
        }
        expect(throughJson(handle)).toEqual(handle);
        const calls = stepCount(bench.vendor, request);
        expect(bench.emulator.jobs()).toHaveLength(jobsBefore + calls);
      },
    );

    test.for(
      ACTION_NAMES.filter(
        (action) => capabilities.actions[action]?.rewrites && action !== 'imagine',
      ),
    )('%s takes other words than its parent’s, and the vendor is told them', async (action) => {
      await using bench = await open();
      const parent = await makeParentFor(bench, action, 3);
      const mask = action === 'vary-region' ? await regionMask(parent.prompt) : null;
      const words = 'a heron under lanterns';
      const { parameters } = parsePrompt(jobPromptOf(action, parent.prompt));
      const prompt = formatPrompt({ imageUrls: [], text: words, parameters });
      const asked = bench.emulator.requests.length;
      const cell = actionRow(action).perCell ? 3 : null;
      await runPlan(
        bench,
        requestFor(action, { parent, cell, mask, prompt, imageUrls: IMAGE_URLS }),
      );
      const bodies = bench.emulator.requests.slice(asked).map(({ body }) => body);
      expect(bodies.join('\n')).toContain(words);
    });

    test.for(ACTION_NAMES.filter((action) => capabilities.actions[action]?.ofCells))(
      '%s works on a picture of a grid',
      async (action) => {
        await using bench = await open();
        const parent = await makeParentFor(bench, action, 3);
        const request = requestFor(action, {
          parent: { ...parent, cell: null },
          cell: 3,
          prompt: parent.prompt,
        });
        expect((await runPlan(bench, request)).pictures).toHaveLength(4);
        expect(stepCount(bench.vendor, request)).toBe(1);
      },
    );

    test.for(ACTION_NAMES.filter((action) => !capabilities.actions[action]))(
      '%s is not claimed: refused without a request',
      async (action) => {
        await using bench = await open();
        const outcome = await bench.vendor.submit(submissionFor(requestFor(action, { cell: 1 })));
        expect(outcome).toMatchObject({ kind: 'refused', failure: { kind: 'action-unavailable' } });
        expect(bench.emulator.requests).toEqual([]);
      },
    );

    test('a follow-up with another vendor’s handle is refused without a request', async () => {
      await using bench = await open();
      const [action] = claimedFollowUps(bench.vendor);
      if (action === undefined) return;
      const parent = { action: 'imagine', cell: 1, prompt: 'a fox', handle: { alien: 1 } } as const;
      const outcome = await bench.vendor.submit(submissionFor(requestFor(action, { parent })));
      expect(outcome.kind).toBe('refused');
      expect(bench.emulator.requests).toEqual([]);
    });

    test('fields that nobody documented change nothing', async () => {
      await using bench = await open();
      bench.emulator.faults.set('extra-fields', true);
      const output = await runPlan(bench, requestFor('imagine'));
      expect(output.pictures).toHaveLength(4);
    });

    test('progress that goes back or is not told is still progress', async () => {
      await using bench = await open();
      const ticket = ticketOf(await bench.vendor.submit(submissionFor(requestFor('imagine'))));
      bench.clock.advance(QUEUE_MS + JOB_MS / 2);
      bench.emulator.faults.set('progress-back', true);
      expect(await bench.vendor.check(ticket)).toMatchObject({ kind: 'running' });
      bench.emulator.faults.set('progress-null', true);
      expect(await bench.vendor.check(ticket)).toMatchObject({ kind: 'running', percent: null });
    });

    test('three pictures of four are three pictures', async () => {
      await using bench = await open();
      bench.emulator.faults.set('three-pictures', true);
      const output = await runPlan(bench, requestFor('imagine'));
      expect(output.pictures.map(({ cell }) => cell)).toEqual([1, 2, 3]);
    });
  });

  exerciseVendorFailures(definition, fixture);
  exerciseVendorSecrets(definition, fixture);
  exerciseVendorWebhook(definition, fixture);
}
