/** Loaded before the bot of a campaign: its machine's clock is off by CLOCK_OFFSET_MS. */
const offMs = Number(process.env.CLOCK_OFFSET_MS ?? '0');
const Real = Date;

globalThis.Date = new Proxy(Real, {
  apply: () => new Real(Real.now() + offMs).toString(),
  construct: (_target, given: readonly unknown[]) =>
    given.length === 0 ? new Real(Real.now() + offMs) : Reflect.construct(Real, given),
  get: (target, name) => (name === 'now' ? () => Real.now() + offMs : Reflect.get(target, name)),
});
