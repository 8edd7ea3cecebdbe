/**
 * Prints `docs/vendors.md` from the vendors' own specifications: `node scripts/vendors-doc.ts >
 * docs/vendors.md`. A test compares the file with it.
 */
import { buttonLabel } from '#discord/screens/button-text.ts';
import { type ActionName, actionRow } from '#domain/action.ts';
import { PARAMETER_NAMES } from '#domain/prompt/flags.ts';
import { DEFAULT_VERSION, isNiji, VERSIONS, type Version } from '#domain/prompt/version.ts';
import { SPEEDS, type Speed } from '#domain/speed.ts';
import { translatorFor } from '#i18n/translator.ts';
import type { CallPrice, VendorSpecification } from '#vendors/define-vendor.ts';
import { loadVendors } from '#vendors/load-vendors.ts';
import { VENDOR_ACTIONS, type VendorFacts, vendorFacts } from './vendor-facts.ts';

const NO = '–';

const HEAD = `<!-- Printed by \`npm run docs\` from src/vendors/specs; a test compares. -->

# Vendors

The capabilities, prices and settings of each vendor. A button is only shown if the picture's vendor
supports it, so this table is also the table of buttons. Any number of vendors can be configured
at once: a first generation goes to the first one in \`VENDORS\` that supports the request and is
available (or by \`VENDOR_POLICY\`), and follow-ups stay with the vendor of the picture.
If that vendor is no longer configured, others continue from the picture itself as far as they can.
Without any, the \`studio\` paints on this machine.

\`test/contract/vendor-pages.test.ts\` checks fifty prompts against the documented fields of each vendor: parameters with a
field are sent in it, others are flags in the text if the vendor accepts flags, nothing else is sent, and
unsupported parameters are refused before anything is spent. \`test/contract/vendor-page-follow-ups.test.ts\` does the
same with more than seventy follow-ups, and \`test/contract/vendor-page-notes.test.ts\` with the documented error codes,
failure texts, limits, intervals and prices.

## Overview

_yes_: works once the vendor is enabled. _if set_: works, but its documentation is incomplete,
so it needs a setting. Versions are listed unless all are supported. _n calls_: the number of calls for
a picture of a grid; the first prepares the picture, is paid for once and reused.
`;

/** The complete document. */
export async function vendorsDocument(): Promise<string> {
  const vendors = await Promise.all((await loadVendors()).map(vendorFacts));
  return `${HEAD}\n${overview(vendors)}\n${vendors.map(section).join('\n')}`;
}

function overview(vendors: readonly VendorFacts[]): string {
  const row = (title: string, cell: (vendor: VendorFacts) => string) => [
    title,
    ...vendors.map(cell),
  ];
  const minutes = (ms: number) => `${Math.round(ms / 60_000)} min`;
  return table(
    ['', ...vendors.map(({ definition }) => definition.label)],
    [
      row('U1-U4 (from the archive)', () => 'yes'),
      ...merged(
        VENDOR_ACTIONS.map((action) => row(titleOf(action), (vendor) => supportOf(vendor, action))),
      ),
      row('From any picture, by its link', elsewhereOf),
      row('Pictures in a prompt', ({ usual, full }) =>
        usual.capabilities.imagePrompts ? 'yes' : full.capabilities.imagePrompts ? 'if set' : NO,
      ),
      row('Speeds', ({ full }) => full.capabilities.speeds.join(', ')),
      row('A grid', (vendor) => priceOf(vendor, 'imagine')),
      row('Idempotency keys', ({ usual }) => (usual.idempotent ? 'yes' : NO)),
      row('Lost submissions can be looked up', ({ usual }) =>
        usual.find === undefined ? NO : 'yes',
      ),
      row('Webhooks', ({ usual, full }) =>
        usual.webhook !== undefined ? 'yes' : full.webhook !== undefined ? 'if set' : NO,
      ),
      row('Balance available', ({ usual }) => (usual.balance === undefined ? NO : 'yes')),
      row('Batch polling', ({ usual }) =>
        usual.checkMany === undefined ? NO : `up to ${usual.checkMany.ticketsMax}`,
      ),
      row('Concurrent jobs', ({ usual }) => String(usual.limits.concurrency)),
      row('Deadline', ({ usual }) => minutes(usual.limits.deadlineMs)),
    ],
  );
}

function section(vendor: VendorFacts): string {
  const { definition, notes, usual, full } = vendor;
  const { limits, capabilities } = usual;
  const actions = VENDOR_ACTIONS.filter((action) => full.capabilities.actions[action]);
  const seconds = (ms: number) => `${ms / 1000} s`;
  const missing = PARAMETER_NAMES.filter((name) => !honours(vendor, name));
  const honoured = PARAMETER_NAMES.filter((name) => honours(vendor, name));
  const facts = [
    ['Documentation', `<${notes.documentation}>`],
    ['Lost submissions', notes.lostAnswer],
    ['Webhooks', notes.reports],
    [
      'Pace',
      `${limits.concurrency} concurrent jobs; polled ${seconds(limits.firstCheckMs)} after acceptance at the earliest and every ${seconds(limits.checkEveryMs)} at most, later and less often once its durations are known`,
    ],
    ['Prompt', `up to ${capabilities.promptCharactersMax} characters, including parameters`],
    ...ownLimits(full, actions),
    [
      'Parameters',
      missing.length === 0
        ? 'all'
        : missing.length < honoured.length
          ? `all but ${flags(missing)}`
          : flags(honoured),
    ],
    ...ownParameters(full, actions),
    ...otherWords(full, actions),
    ...extraUses(usual),
    ['Without `--v`', `treated as ${usual.capabilities.version ?? DEFAULT_VERSION}`],
    ...alwaysFast(full, actions),
  ];
  return [
    `## ${definition.label}\n`,
    `${notes.summary}\n`,
    `\`${turnsOn(vendor)}\` enables it.\n`,
    `${table(['', ''], facts)}`,
    table(
      ['operation', 'versions', 'price', 'calls', 'offered'],
      merged(
        actions.map((action) => [
          titleOf(action),
          versionsOf(full.capabilities.actions[action]?.versions) ?? 'all',
          priceOf(vendor, action),
          callsOf(vendor, action),
          vendor.settingsFor
            .get(action)
            ?.map((variable) => `\`${variable}=true\``)
            .join(', ') ?? 'yes',
        ]),
      ),
    ),
    ...(notes.lacks.length === 0
      ? []
      : [
          'Unsupported:\n',
          ...notes.lacks.map((lack) => `- ${lack.actions.map(titleOf).join(', ')}: ${lack.why}`),
          '',
        ]),
    table(
      ['variable', 'default', 'meaning'],
      definition.settings.map(({ variable, preset, meaning }) => [
        `\`${variable}\``,
        preset === '' ? '' : `\`${preset}\``,
        meaning.replace(`${definition.label}: `, ''),
      ]),
    ),
  ].join('\n');
}

/** Actions with their own prompt limit. */
function ownLimits(
  { capabilities }: VendorSpecification,
  actions: readonly ActionName[],
): readonly (readonly [string, string])[] {
  return actions.flatMap((action) => {
    const own = capabilities.actions[action]?.promptCharactersMax;
    return own === undefined ? [] : [[`Prompt of ${titleOf(action)}`, `up to ${own} characters`]];
  });
}

/** Buttons that accept a changed prompt, with the versions unless all do. */
function otherWords(
  { capabilities }: VendorSpecification,
  actions: readonly ActionName[],
): readonly (readonly [string, string])[] {
  const titles = actions.flatMap((action) => {
    const { rewrites, rewritesOf } = capabilities.actions[action] ?? {};
    if (rewrites === true) return [titleOf(action)];
    return rewritesOf === undefined ? [] : [`${titleOf(action)} (${versionsOf(rewritesOf)})`];
  });
  return titles.length === 0 ? [] : [['Accepts a changed prompt (remix)', titles.join(', ')]];
}

/** Uses beyond Midjourney's own bot. */
function extraUses({
  capabilities,
}: VendorSpecification): readonly (readonly [title: string, uses: string])[] {
  const { extras = [] } = capabilities;
  const uses = extras.map(({ parameter, versions, values = [] }) => {
    const of = versions.map((version) => version.replace('v', 'V')).join(', ');
    return `\`${[`--${parameter}`, ...values].join(' ')}\` of ${of}`;
  });
  return uses.length === 0 ? [] : [['Beyond Midjourney’s bot', uses.join('; ')]];
}

/** Actions that support fewer parameters than the others, with these parameters. */
function ownParameters(
  { capabilities }: VendorSpecification,
  actions: readonly ActionName[],
): readonly (readonly [title: string, parameters: string])[] {
  const byList = new Map<string, string[]>();
  for (const action of actions) {
    const own = capabilities.actions[action]?.parameters;
    if (own === undefined) continue;
    const list = own.length === 0 ? 'none' : flags(own);
    byList.set(list, [...(byList.get(list) ?? []), titleOf(action)]);
  }
  return [...byList].map(([list, titles]) => [`Parameters of ${titles.join(', ')}`, list]);
}

/** The overview's cell of an action. */
function supportOf(vendor: VendorFacts, action: ActionName): string {
  const support = vendor.full.capabilities.actions[action];
  if (support === undefined) return NO;
  const versions = versionsOf(support.versions);
  const all = vendor.calls.get(action)?.all ?? 1;
  return [
    vendor.settingsFor.has(action) ? 'if set' : 'yes',
    ...(versions === null ? [] : [versions]),
    ...(all > 1 ? [`${all} calls`] : []),
  ].join('; ');
}

/** Its support for pictures from other vendors. */
function elsewhereOf({ full }: VendorFacts): string {
  const { actions, imagePrompts } = full.capabilities;
  const able = VENDOR_ACTIONS.filter((action) => actions[action]?.fromPicture !== undefined);
  const named = [...(imagePrompts ? ['variations'] : []), ...able.map(titleOf)];
  return named.length === 0 ? NO : named.join(', ');
}

function callsOf({ calls }: VendorFacts, action: ActionName): string {
  const { all, kept } = calls.get(action) ?? { all: 1, kept: 0 };
  return kept === 0 ? String(all) : `${all}, the first is reused`;
}

/** Actions without a choice of speed, if the vendor has several. */
function alwaysFast(
  { capabilities }: VendorSpecification,
  actions: readonly ActionName[],
): readonly (readonly [string, string])[] {
  if (capabilities.speeds.length < 2) return [];
  const fast = actions.filter((action) => capabilities.actions[action]?.speeds?.length === 1);
  return fast.length === 0 ? [] : [['Always fast', fast.map(titleOf).join(', ')]];
}

/** In the vendor's own unit, including all calls. */
function priceOf({ usual, full, calls }: VendorFacts, action: ActionName): string {
  const { unit, perJob, reusableStep = 0, times } = full.prices;
  const isEach = times !== undefined && actionRow(action).makes === 'videos';
  const prepares = (calls.get(action)?.kept ?? 0) > 0;
  const at = (price: CallPrice, speed: Speed) => (typeof price === 'number' ? price : price[speed]);
  const own = perJob[action];
  if (own === undefined) return 'not published';
  const money = (amount: number) =>
    unit === 'USD' ? `$${Number(amount.toFixed(5))}` : `${amount} ${unit}`;
  const whole = (speed: Speed): number | null => {
    const price = at(own, speed);
    return price === undefined ? null : price + (prepares ? (at(reusableStep, speed) ?? 0) : 0);
  };
  const fixed = whole('fast');
  const speeds = full.capabilities.actions[action]?.speeds;
  if (typeof own === 'number' || speeds?.length === 1) {
    return fixed === null ? '' : `${money(fixed)}${isEach ? ' for each video' : ''}`;
  }
  const each = SPEEDS.filter((speed) => usual.capabilities.speeds.includes(speed)).flatMap(
    (speed) => {
      const price = whole(speed);
      return price === null ? [] : [`${speed} ${money(price)}`];
    },
  );
  return each.join(', ');
}

/** `v5–v7`: the list as ranges; null if there is no restriction. */
function versionsOf(versions: readonly Version[] | undefined): string | null {
  if (versions === undefined) return null;
  const runs: Version[][] = [];
  for (const version of VERSIONS) {
    if (!versions.includes(version)) continue;
    const run = runs.at(-1);
    const last = run?.at(-1);
    const isNext =
      last !== undefined &&
      VERSIONS.indexOf(last) === VERSIONS.indexOf(version) - 1 &&
      isNiji(last) === isNiji(version);
    if (run !== undefined && isNext) run.push(version);
    else runs.push([version]);
  }
  return runs.map((run) => (run.length === 1 ? run[0] : `${run[0]}–${run.at(-1)}`)).join(', ');
}

const NAMES: { readonly [action in ActionName]?: string } = {
  imagine: '`/imagine`',
  blend: '`/blend`',
  edit: '`/edit`',
  retexture: '`/retexture`',
  describe: '`/describe`',
  shorten: '`/shorten`',
  vary: 'V1-V4',
  reroll: '🔄',
  'pan-left': 'Pan ⬅️',
  'pan-right': '➡️',
  'pan-up': '⬆️',
  'pan-down': '⬇️',
};

const ENGLISH = translatorFor('en-US');

const titleOf = (action: ActionName): string =>
  NAMES[action] ?? buttonLabel(ENGLISH, { action, cell: null }) ?? action;

const honours = ({ full }: VendorFacts, name: string): boolean =>
  full.capabilities.parameters === 'all' || full.capabilities.parameters.includes(name);

const flags = (names: readonly string[]): string => names.map((name) => `\`--${name}\``).join(' ');

function turnsOn({ definition }: VendorFacts): string {
  const settings = definition.settings.map(({ variable }) => variable);
  const switching = settings.find((variable) => {
    const kind = definition.configure({ [variable]: 'https://vendor.example' }).kind;
    return kind !== 'absent';
  });
  return switching ?? '';
}

/** Merges adjacent rows with the same contents. */
function merged(rows: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const together: (readonly string[])[] = [];
  for (const [title = '', ...cells] of rows) {
    const [before = '', ...said] = together.at(-1) ?? [];
    const isSame = together.length > 0 && said.join('\n') === cells.join('\n');
    if (isSame) together.pop();
    together.push([isSame ? `${before}, ${title}` : title, ...cells]);
  }
  return together;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  const escaped = rows.map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  return `${line(head)}${line(head.map(() => '---'))}${escaped.map(line).join('')}`;
}

if (import.meta.main) process.stdout.write(await vendorsDocument());
