/**
 * No parameter is dropped without a word: whatever is typed leaves its value in what is sent, or is refused
 * by a name. How: every vendor's own plan of a request with the parameter and without it, compared as text.
 */
import { describe, expect, test } from 'vitest';
import { obstacleAt, type Requirements } from '#application/vendors/vendor-obstacle.ts';
import type { ParameterName } from '#domain/prompt/flag.ts';
import { FLAGS, PARAMETER_NAMES } from '#domain/prompt/flags.ts';
import { formatPrompt } from '#domain/prompt/format.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import { VERSIONS, versionNumber } from '#domain/prompt/version.ts';
import { beginningOf } from '#domain/prompt/video.ts';
import type { Vendor } from '#ports/vendor.ts';
import type { VendorFixture } from '#test/fixtures/vendors/vendor-fixture.ts';
import type { ConfiguredVendor } from '#vendors/define-vendor.ts';
import { createHttpVendor } from '#vendors/http-vendor.ts';
import { loadVendors } from '#vendors/load-vendors.ts';
import { configure, requestFor, submissionFor } from './vendor-bench.ts';

/** What a parameter wants beside it. */
const BESIDE: { readonly [name in ParameterName]?: string } = {
  sw: ' --sref https://a.example/style.png',
  ow: ' --oref https://a.example/one.png',
  cw: ' --cref https://a.example/one.png',
  iw: '',
};
const PICTURE = 'https://a.example/start.png';
/** Multiples of what vendors count in, and no number that a body has anyway. */
const EXAMPLES: { readonly [name in ParameterName]?: string } = {
  chaos: '--chaos 35',
  sv: '--sv 4',
  loop: '--loop',
  ar: '--ar 3:2',
};

const exampleOf = (name: ParameterName): string => EXAMPLES[name] ?? FLAGS[name].example;
const isOurs = (name: ParameterName): boolean =>
  ['mode', 'batch', 'version', 'custom-zoom', 'video'].includes(FLAGS[name].role ?? '');

/** The value as it must be found again; null for a parameter that is its mere presence. */
function exampleValue(name: ParameterName): string | null {
  const [, value] = exampleOf(name).split(' ');
  return value === undefined ? null : value.replace(/,$/, '');
}

type Parties = { readonly configured: ConfiguredVendor; readonly vendor: Vendor };

/** The call as text, or why there is none. */
function outcomeOf({ configured, vendor }: Parties, requirements: Requirements): string {
  const obstacle = obstacleAt(vendor, requirements);
  if (obstacle !== null) return `refused: ${JSON.stringify(obstacle)}`;
  const { action, parsed } = requirements;
  const links = requirements.imageUrls ?? (action.startsWith('animate') ? [PICTURE] : undefined);
  const prompt = formatPrompt(parsed);
  const request = requestFor(action, {
    prompt,
    ...(links === undefined ? {} : { imageUrls: links }),
  });
  const call = configured.specification.submit(submissionFor(request, { webhookUrl: null }));
  if (call.kind === 'refused') throw new Error(`not foreseen: ${call.failure.detail}`);
  return JSON.stringify(call.request.json);
}

/** A refusal names the parameter, or says what is wrong with it; anything sent shows its value. */
function expectTrace(name: ParameterName, without: string, withIt: string): void {
  if (withIt.startsWith('refused: ')) {
    // A refusal that came anyway says nothing of the parameter.
    expect(withIt, name).not.toBe(without);
    return;
  }
  expect(withIt, `${name} left no trace`).not.toBe(without);
  expect(withIt).toContain(exampleValue(name) ?? '');
}

const vendors = await loadVendors();
const environments = new Map<string, VendorFixture>();
for (const { name } of vendors) {
  const fixture: { readonly default: VendorFixture } = await import(
    `../fixtures/vendors/${name}.ts`
  );
  environments.set(name, fixture.default);
}

const NAMED = VERSIONS.map((version) =>
  version.startsWith('niji') ? `--niji ${versionNumber(version)}` : `--v ${versionNumber(version)}`,
);

describe.for(vendors)('$name', (definition) => {
  const environment = environments.get(definition.name)?.environment ?? {};
  const configured = configure(definition, 'http://127.0.0.1:9', 'key', environment);
  const parties = {
    configured,
    vendor: createHttpVendor(configured, { clock: { nowMs: () => 0 } }),
  };
  const { actions } = configured.specification.capabilities;
  const starts = (['imagine', 'edit', 'retexture', 'blend'] as const).filter(
    (action) => actions[action] !== undefined,
  );
  const requirementsOf = (action: (typeof starts)[number], prompt: string): Requirements => ({
    action,
    parsed: parsePrompt(prompt),
    speed: 'fast',
    ...(action === 'imagine' ? {} : { imageUrls: [PICTURE, 'https://a.example/second.png'] }),
  });

  test.for(
    starts.flatMap((action) =>
      PARAMETER_NAMES.filter((name) => !isOurs(name)).map((name) => [action, name] as const),
    ),
  )('%s with --%s, on every version', ([action, name]) => {
    const words = action === 'blend' ? '' : 'a fox';
    let runs = 0;
    for (const version of ['', ...NAMED]) {
      const beside = BESIDE[name] ?? '';
      const without = outcomeOf(parties, requirementsOf(action, `${words}${beside} ${version}`));
      // What it wants beside it is refused already.
      if (without.startsWith('refused: ')) continue;
      runs++;
      const typed = `${words} ${exampleOf(name)}${beside} ${version}`;
      expectTrace(name, without, outcomeOf(parties, requirementsOf(action, typed)));
    }
    expect(runs > 0 || BESIDE[name] !== undefined).toBe(true);
  });

  const animated = (text: string): Requirements => {
    const written = parsePrompt(`${PICTURE} ${text} --video`);
    return { ...beginningOf(written), written, speed: 'fast' };
  };
  const isAnimating = actions['animate-low']?.fromPicture === 'link';
  const ofVideos: readonly ParameterName[] = ['loop', 'end', 'bs', 'motion', 'raw', 'ar'];
  test.runIf(isAnimating).for(ofVideos)('a video with --%s', (name) => {
    const without = outcomeOf(parties, animated('it runs'));
    expectTrace(name, without, outcomeOf(parties, animated(`it runs ${exampleOf(name)}`)));
  });

  test('the weight of a picture link', () => {
    const without = outcomeOf(parties, requirementsOf('imagine', `${PICTURE} a fox`));
    const weighted = outcomeOf(parties, requirementsOf('imagine', `${PICTURE}::3 a fox`));
    // A vendor that takes no pictures at all refuses both alike.
    if (without.startsWith('refused: ')) return expect(weighted).toMatch(/^refused: /);
    expect(weighted).not.toBe(without);
    if (weighted.startsWith('refused: ')) expect(weighted).toContain('::3');
    else expect(weighted).toContain(`${PICTURE}::3`);
  });
});
