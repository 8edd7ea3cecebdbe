import { readFileSync } from 'node:fs';
import { expect, it, test } from 'vitest';
import { loadVendors } from '#vendors/load-vendors.ts';
import { VENDOR_ACTIONS, vendorFacts } from '../../../scripts/vendor-facts.ts';
import { vendorsDocument } from '../../../scripts/vendors-doc.ts';

it('`docs/vendors.md` is what the vendors’ files say (npm run docs writes it)', async () => {
  const file = readFileSync(new URL('../../../docs/vendors.md', import.meta.url), 'utf8');
  expect(file).toBe(await vendorsDocument());
});

test.for(await loadVendors())(
  '$name says why for exactly what no setting of it can do',
  async (definition) => {
    const { full, notes } = await vendorFacts(definition);
    const absent = VENDOR_ACTIONS.filter(
      (action) => full.capabilities.actions[action] === undefined,
    );
    const explained = notes.lacks.flatMap(({ actions }) => actions);
    expect(explained.toSorted()).toEqual(absent.toSorted());
  },
);
