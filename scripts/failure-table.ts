/** The failure table of `docs/operating.md`; a test makes every line of it happen. */
import { expectedEnding, happensAt } from '#test/fixtures/failure-table/expected-ending.ts';
import { type Ending, FAILURE_ROWS } from '#test/fixtures/failure-table/failure-rows.ts';
import { failureSides } from '#test/fixtures/failure-table/failure-sides.ts';
import { worldVendors } from '#test/fixtures/world-vendors.ts';

const HEAD = [
  'What goes wrong',
  'At',
  'The person sees',
  'Credits',
  'The log has',
  'Another vendor',
];

/** The table, in Markdown. */
export async function failureTable(): Promise<string> {
  const vendors = await worldVendors();
  const lines = FAILURE_ROWS.flatMap((row) => {
    const byEnding = new Map<Ending, string[]>();
    for (const vendor of vendors.filter((each) => happensAt(row, each))) {
      const ending = expectedEnding(row, vendor);
      byEnding.set(ending, [...(byEnding.get(ending) ?? []), vendor.definition.label]);
    }
    return [...byEnding].map(([ending, labels]) => {
      const sides = failureSides(row, ending);
      return [
        row.title,
        labels.length === vendors.length ? 'all' : labels.join(', '),
        sides.person,
        sides.credits,
        sides.logged.map((line) => `\`${line}\``).join(', ') || '-',
        sides.otherAsked ? 'asked' : 'not asked',
      ];
    });
  });
  const rule = HEAD.map(() => '---');
  return [HEAD, rule, ...lines].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}
