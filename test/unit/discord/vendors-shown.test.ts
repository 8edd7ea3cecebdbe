import { describe, expect, it, onTestFinished } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import { vendorReports } from '#application/vendors/vendor-reports.ts';
import { operatorsOnlyEmbed, vendorsEmbed } from '#commands/vendors/screen.ts';
import { userId } from '#domain/ids.ts';
import { translatorFor } from '#i18n/translator.ts';
import { setupContext } from '#test/fixtures/app-context.ts';
import { setUpEdge } from '#test/fixtures/discord-edge.ts';
import { planOf } from '#test/fixtures/plans.ts';
import { createMetrics } from '#web/metrics.ts';

const OPERATOR = userId('150000000000000009');

async function setup() {
  const world = await setupContext({
    settings: { operatorIds: [OPERATOR] },
    vendor: {
      label: 'Scripted',
      balance: async () => ({ amount: 74.87, unit: 'USD' }),
      plan: () => planOf(1, { price: { amount: 0.1, unit: 'USD' } }),
    },
    others: [{ name: 'broken', label: 'Broken' }],
  });
  onTestFinished(world.close);
  world.context.watch.record('broken', {
    kind: 'refused',
    failure: { kind: 'unauthorized', detail: 'HTTP 401: **no** <@1>' },
  });
  const request = { action: 'imagine', cell: null, prompt: '', speed: 'fast' } as const;
  const key = { vendor: 'scripted', request, stepIndex: 0 };
  await world.context.durations.learn(key, { fromMs: 42_000, toMs: 42_000 });
  return world;
}

describe('/vendors', () => {
  it('shows operators the state, jobs, pace, price and balance of each', async () => {
    const { context } = await setup();
    const reports = await createApplication(context).vendorReports(OPERATOR);
    const { description } = vendorsEmbed(translatorFor('en-US'), reports ?? []);
    expect(description).toMatchInlineSnapshot(`
      "**Scripted**: working
      0 of 5 jobs running, a grid usually takes 42 s, costs 0.1 USD, balance 74.87 USD

      **Broken**: circuit breaker open, next try <t:1795262700:R> (unauthorized: HTTP 401: \\*\\*no\\*\\* \\<@1\\>)
      0 of 5 jobs running, no jobs measured yet, balance unknown"
    `);
  });

  it('tells nobody else', async () => {
    const { context } = await setup();
    const stranger = userId('150000000000000001');
    expect(await createApplication(context).vendorReports(stranger)).toBeNull();
  });

  it('answers the one person, whoever asks', async () => {
    const asked: string[] = [];
    const edge = await setUpEdge({
      vendorReports: async (id) => {
        asked.push(id);
        return null;
      },
    });
    onTestFinished(edge.stop);
    const owner = edge.playground.person('owner');
    const message = await (await owner.command(edge.channelId, 'vendors')).reply();
    expect(asked).toEqual([owner.id]);
    expect(message.flags).toBe(64);
    expect(message.embeds[0]?.title).toBe(operatorsOnlyEmbed(translatorFor('en-US')).title);
  });
});

describe('a vendor that does not tell its balance', () => {
  it('holds up nobody', async () => {
    const { context } = await setupContext({ vendor: { balance: () => new Promise(() => {}) } });
    const [report] = await vendorReports(context, { fresh: true });
    expect(report).toMatchObject({ name: 'scripted', balance: null });
  });
});

describe('the metrics page', () => {
  it('has each vendor’s breaker, slots, pace and balance', async () => {
    const { context } = await setup();
    await vendorReports(context, { fresh: true });
    const metrics = createMetrics(
      () => context.store.gauges(),
      () => vendorReports(context, { fresh: false }),
    );
    const page = await metrics.page();
    for (const line of [
      'fourfold_vendor_breaker{vendor="scripted"} 0',
      'fourfold_vendor_breaker{vendor="broken"} 2',
      'fourfold_vendor_slots{vendor="scripted"} 5',
      'fourfold_vendor_usual_seconds{vendor="scripted"} 42',
      'fourfold_vendor_balance{vendor="scripted",unit="USD"} 74.87',
    ]) {
      expect(page).toContain(line);
    }
  });
});
