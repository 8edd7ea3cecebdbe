import { Gauge, type Registry } from 'prom-client';
import type { BreakerState } from '#application/vendors/vendor-health.ts';
import type { VendorReport } from '#application/vendors/vendor-reports.ts';

/** Higher is worse, so that an alert is a comparison. */
const BREAKER_VALUES = { closed: 0, probing: 1, open: 2 } as const satisfies Record<
  BreakerState,
  number
>;

/** Gauges of each vendor; what is not known is left out. */
export function createVendorGauges(registry: Registry): (reports: readonly VendorReport[]) => void {
  const registers = [registry];
  const labelNames = ['vendor'];
  const breaker = new Gauge({
    name: 'fourfold_vendor_breaker',
    help: '0: closed, work goes there. 1: one job tries it out. 2: open.',
    labelNames,
    registers,
  });
  const busy = new Gauge({
    name: 'fourfold_vendor_jobs',
    help: 'Jobs that the vendor has or will have in progress, counted to its limit.',
    labelNames,
    registers,
  });
  const slots = new Gauge({
    name: 'fourfold_vendor_slots',
    help: 'Jobs that the vendor may have in progress at once.',
    labelNames,
    registers,
  });
  const usual = new Gauge({
    name: 'fourfold_vendor_usual_seconds',
    help: 'Measured median of a first generation at fast speed.',
    labelNames,
    registers,
  });
  const balance = new Gauge({
    name: 'fourfold_vendor_balance',
    help: "The vendor's own account, in its own money.",
    labelNames: ['vendor', 'unit'],
    registers,
  });
  return (reports) => {
    for (const report of reports) {
      const vendor = report.name;
      breaker.set({ vendor }, BREAKER_VALUES[report.breaker]);
      busy.set({ vendor }, report.busy);
      slots.set({ vendor }, report.concurrency);
      if (report.usualMs !== null) usual.set({ vendor }, report.usualMs / 1000);
      if (report.balance !== null) {
        balance.set({ vendor, unit: report.balance.unit }, report.balance.amount);
      }
    }
  };
}
