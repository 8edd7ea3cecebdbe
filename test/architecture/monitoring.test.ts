/** Dashboard and rules name only metrics that there are, and every alert has its place in the pages. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ALERTS } from '#operations/alerts/alert.ts';
import { createMetrics } from '#web/metrics.ts';

const DOCS = join(import.meta.dirname, '..', '..', 'docs');
const folder = join(DOCS, 'monitoring');

async function metricNames(): Promise<ReadonlySet<string>> {
  const metrics = createMetrics(async () => ({
    unfinished: {},
    reservedCredits: 0,
    oldestQueuedAtMs: null,
  }));
  const page = await metrics.page();
  return new Set(
    [...page.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name = '', type]) =>
      type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
    ),
  );
}

describe('docs/monitoring', () => {
  it.each(readdirSync(folder))('%s names metrics that there are', async (file) => {
    const known = await metricNames();
    const named = [...readFileSync(join(folder, file), 'utf8').matchAll(/\bfourfold_\w+/g)];
    expect(named.length).toBeGreaterThan(4);
    expect(named.map(([name]) => name).filter((name) => !known.has(name))).toEqual([]);
  });

  it('has a dashboard that is JSON with a query in every panel', () => {
    const text = readFileSync(join(folder, 'grafana-dashboard.json'), 'utf8');
    const { panels } = JSON.parse(text);
    for (const { targets } of panels) expect(targets.length).toBeGreaterThan(0);
  });

  it.each(readdirSync(folder))(
    '%s counts what each of several processes says of the whole bot once',
    async (file) => {
      const text = readFileSync(join(folder, file), 'utf8');
      const queries = [...text.matchAll(/"?expr"?: "?(.*?)"?,?$/gm)].map(([, query = '']) => query);
      const ofTheBot = queries.filter((query) => /fourfold_(?:jobs|vendor_(?!call))/.test(query));
      expect(ofTheBot.length).toBeGreaterThan(1);
      for (const query of ofTheBot)
        expect(query).toMatch(/^(?:max|min)(?: by \(\w+(?:, \w+)*\) )?\(/);
    },
  );

  it('names the process beside what is its own', () => {
    const { panels } = JSON.parse(readFileSync(join(folder, 'grafana-dashboard.json'), 'utf8'));
    const targets: readonly { readonly expr: string; readonly legendFormat: string }[] =
      panels.flatMap((panel: { readonly targets: unknown }) => panel.targets);
    const own = targets.filter(({ expr }) => /fourfold_(?:process|nodejs)_/.test(expr));
    expect(own.length).toBeGreaterThan(3);
    for (const { legendFormat } of own) expect(legendFormat).toContain('{{instance}}');
  });
});

describe('docs/operating.md', () => {
  const text = readFileSync(join(DOCS, 'operating.md'), 'utf8');
  it.each(Object.keys(ALERTS))('%s is what one of the sources says', (name) => {
    const sources = readFileSync(join(DOCS, '../src/operations/alerts/sources.ts'), 'utf8');
    expect(sources).toContain(`alert: '${name}'`);
  });

  it.each(Object.values(ALERTS))('has a heading for: $title', ({ title }) => {
    expect(text).toContain(`### ${title}\n`);
  });
});

it('explains every rule of Prometheus, and no other', () => {
  const rules = readFileSync(join(folder, 'prometheus-alerts.yml'), 'utf8');
  const text = readFileSync(join(DOCS, 'operating.md'), 'utf8');
  const names = [...rules.matchAll(/^ +- alert: (\w+)$/gm)].map(([, name]) => name);
  const explained = [...text.matchAll(/^\| `(Fourfold\w+)` \|/gm)].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(4);
  expect(explained).toEqual(names);
});
