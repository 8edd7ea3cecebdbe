/**
 * Fifty prompts a vendor, held against its own page: every part is in the field that the page names for it, with the
 * value it had, or in the text where the page wants flags there; no field is sent that the page does not list; and
 * what the page has no place for is refused before anything is sent. How: the adapter's request is sent to the
 * emulator, and what arrives is compared with `vendor-pages.ts`, which reads no prompt.
 */
import { expect, test } from 'vitest';
import * as z from 'zod';
import { obstacleAt } from '#application/vendors/vendor-obstacle.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import { PAGES, type Page, type PagePrompt, PROMPTS, WORDS } from '#test/fixtures/vendor-pages.ts';
import { loadVendors } from '#vendors/load-vendors.ts';
import { ordersOf } from './vendor-acts.ts';
import { openBench, requestFor, submissionFor, type VendorBench } from './vendor-bench.ts';

const vendors = await loadVendors();

/** As a person types it: names by turns in their long and their short form. */
const SHORT: Readonly<Record<string, string>> = {
  stylize: 's',
  chaos: 'c',
  weird: 'w',
  quality: 'q',
  ar: 'aspect',
};

function typed({ version, parts, picture }: PagePrompt, place: number): string {
  const flags = parts.map(({ name, value }) => {
    const said = place % 2 === 0 ? name : (SHORT[name] ?? name);
    return ` --${said}${value === '' ? '' : ` ${value}`}`;
  });
  const named = version.startsWith('niji') ? ` --${version}` : ` --v ${version}`;
  return `${picture === null ? '' : `${picture} `}${WORDS}${flags.join('')}${named}`;
}

/** Everything that is wrong with what arrived, each item a line; the number of items judged. */
async function judge(
  bench: VendorBench,
  page: Page,
  prompt: PagePrompt,
  place: number,
): Promise<{ readonly items: number; readonly wrong: readonly string[] }> {
  const said = typed(prompt, place);
  const requirements = { action: 'imagine', parsed: parsePrompt(said), speed: 'fast' } as const;
  const obstacle = obstacleAt(bench.vendor, requirements);
  const expected = page.read(prompt);
  if (expected === null || obstacle !== null) {
    const isRight = (expected === null) === (obstacle !== null);
    const why = obstacle === null ? 'not refused' : JSON.stringify(obstacle);
    return { items: 1, wrong: isRight ? [] : [`${said}: ${why}`] };
  }
  const outcome = await bench.vendor.submit(submissionFor(requestFor('imagine', { prompt: said })));
  if (outcome.kind !== 'accepted')
    return { items: 1, wrong: [`${said}: ${JSON.stringify(outcome)}`] };
  const whole = ordersOf(bench).at(-1) ?? {};
  const body = z
    .record(z.string(), z.unknown())
    .parse(page.root === undefined ? whole : whole[page.root]);
  const words = String(body.prompt);
  const wrong: string[] = [];
  for (const [field, value] of Object.entries(expected.fields)) {
    if (JSON.stringify(body[field]) !== JSON.stringify(value)) {
      wrong.push(
        `${said}: ${field} is ${JSON.stringify(body[field])}, not ${JSON.stringify(value)}`,
      );
    }
  }
  for (const { name, value } of prompt.parts) {
    const isInText = new RegExp(`--${name}(?= |$)`).test(words) && words.includes(value);
    const wanted = expected.inText.some((part) => part.name === name);
    if (isInText !== wanted)
      wrong.push(`${said}: --${name} ${wanted ? 'is not' : 'is'} in the text`);
  }
  for (const field of Object.keys(body)) {
    if (!page.allFields.includes(field)) wrong.push(`${said}: ${field} is not on the page`);
  }
  if (!words.includes(WORDS)) wrong.push(`${said}: the words are ${words}`);
  const items = Object.keys(expected.fields).length + prompt.parts.length + 2;
  return { items, wrong };
}

test('there are fifty different prompts, and a page of every vendor', () => {
  expect(new Set(PROMPTS.map(typed)).size).toBe(50);
  expect(Object.keys(PAGES).toSorted()).toEqual(vendors.map(({ name }) => name).toSorted());
});

/** Items of each page that the fifty prompts touch; all of them are right. */
const ITEMS: Readonly<Record<string, number>> = {
  apimart: 323,
  midapi: 287,
  apixo: 166,
  acedata: 410,
  apiframe: 216,
  mjproxy: 161,
};

test.for(vendors)('$name does with fifty prompts what its page says', async (definition) => {
  const page = PAGES[definition.name];
  if (page === undefined) throw new Error('no page');
  const environment = definition.name === 'apixo' ? { APIXO_DIALECT: 'C' } : {};
  await using bench = await openBench(definition, environment);
  let items = 0;
  const wrong: string[] = [];
  for (const [place, prompt] of PROMPTS.entries()) {
    const judged = await judge(bench, page, prompt, place);
    items += judged.items;
    wrong.push(...judged.wrong);
  }
  expect(wrong).toEqual([]);
  expect(items, 'items, as counted on its page').toBe(ITEMS[definition.name]);
});
