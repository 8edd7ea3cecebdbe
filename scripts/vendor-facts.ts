/**
 * Facts of a vendor's specification for `docs/vendors.md`: its defaults, the effect of each setting, and the number of
 * calls per action. The calls depend on the vendor's own handles, so they are counted on a grid made by its emulator.
 */
import { ACTION_NAMES, type ActionName, actionRow } from '#domain/action.ts';
import { withoutParameters } from '#domain/prompt/change.ts';
import { formatPrompt } from '#domain/prompt/format.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import { IMAGE_URLS, makeParentFor, openBench, requestFor } from '#test/contract/vendor-bench.ts';
import { stepsOf } from '#test/fixtures/plans.ts';
import type { VendorFixture } from '#test/fixtures/vendors/vendor-fixture.ts';
import type { DefinedVendor, VendorSpecification } from '#vendors/define-vendor.ts';
import type { VendorNotes } from '#vendors/vendor-notes.ts';

/** The number of calls of an action on one of a grid's pictures; reusable ones are paid for once. */
export type Calls = { readonly all: number; readonly kept: number };

export type VendorFacts = {
  readonly definition: DefinedVendor;
  readonly notes: VendorNotes;
  /** With only the enabling variable set. */
  readonly usual: VendorSpecification;
  /** With all settings of its fixture. */
  readonly full: VendorSpecification;
  /** Settings that enable additional actions. */
  readonly settingsFor: ReadonlyMap<ActionName, readonly string[]>;
  readonly calls: ReadonlyMap<ActionName, Calls>;
};

type Settings = Readonly<Record<string, string>>;

/** The facts of one vendor for the document. */
export async function vendorFacts(definition: DefinedVendor): Promise<VendorFacts> {
  const { name, notes } = definition;
  if (notes === null) throw new Error(`${name} has no notes`);
  const fixture: { readonly default: VendorFixture } = await import(
    `../test/fixtures/vendors/${name}.ts`
  );
  const usual = specificationOf(definition, {});
  const full = specificationOf(definition, fixture.default.environment);
  return {
    definition,
    notes,
    usual,
    full,
    settingsFor: settingsFor(definition, usual, full),
    calls: await countCalls(definition, fixture.default.environment),
  };
}

/** Vendors' actions in the table's order. */
export const VENDOR_ACTIONS: readonly ActionName[] = ACTION_NAMES.filter(
  (action) => !actionRow(action).fromArchive,
);

function specificationOf(definition: DefinedVendor, settings: Settings): VendorSpecification {
  const prefix = definition.name.toUpperCase();
  const configuration = definition.configure({
    [`${prefix}_API_KEY`]: 'key',
    [`${prefix}_BASE_URL`]: 'https://vendor.example',
    ...settings,
  });
  if (configuration.kind !== 'configured') throw new Error(`${definition.name} is not configured`);
  return configuration.vendor.specification;
}

/** The smallest set of settings, one or two, that enables an action. */
function settingsFor(
  definition: DefinedVendor,
  usual: VendorSpecification,
  full: VendorSpecification,
): ReadonlyMap<ActionName, readonly string[]> {
  const switches = definition.settings
    .filter(({ preset }) => preset === 'false')
    .map(({ variable }) => variable);
  const choices = [
    ...switches.map((one) => [one]),
    ...switches.flatMap((one, place) => switches.slice(place + 1).map((other) => [one, other])),
  ];
  const has = ({ capabilities }: VendorSpecification, action: ActionName): boolean =>
    capabilities.actions[action] !== undefined;
  return new Map(
    VENDOR_ACTIONS.filter((action) => has(full, action) && !has(usual, action)).map((action) => {
      const needed = choices.find((choice) => {
        const settings = Object.fromEntries(choice.map((variable) => [variable, 'true']));
        return has(specificationOf(definition, settings), action);
      });
      if (needed === undefined) throw new Error(`no switch of ${definition.name} brings ${action}`);
      return [action, needed];
    }),
  );
}

/** As in the bot: a square has no ratio of its own. */
const jobPromptOf = (action: ActionName, prompt: string): string =>
  action === 'square' ? formatPrompt(withoutParameters(parsePrompt(prompt), ['ar'])) : prompt;

async function countCalls(
  definition: DefinedVendor,
  settings: Settings,
): Promise<ReadonlyMap<ActionName, Calls>> {
  await using bench = await openBench(definition, settings);
  const { vendor } = bench;
  const calls = new Map<ActionName, Calls>();
  for (const action of VENDOR_ACTIONS.filter((one) => vendor.capabilities.actions[one])) {
    const isFollowUp = actionRow(action).offeredOn.length > 0;
    const parent = isFollowUp ? await makeParentFor(bench, action, 1) : null;
    const request = requestFor(action, {
      parent,
      cell: actionRow(action).perCell ? 1 : null,
      imageUrls: IMAGE_URLS,
      mask: new Uint8Array(),
      ...(parent === null ? {} : { prompt: jobPromptOf(action, parent.prompt) }),
    });
    const steps = stepsOf(vendor, request);
    calls.set(action, { all: steps.length, kept: steps.filter((step) => step.reusable).length });
  }
  return calls;
}
