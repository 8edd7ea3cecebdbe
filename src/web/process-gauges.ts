import { Gauge, type Registry } from 'prom-client';

/** What a process says of itself in its figures. */
export type ProcessFigures = {
  readonly roles: readonly string[];
  readonly version: string;
  /** Shards of the gateway that it holds, and whether each is connected. */
  readonly shards: () => ReadonlyMap<number, boolean>;
};

/** Gauges that say which process the page is of: what it does, and what it holds. */
export function createProcessGauges(registry: Registry): (figures: ProcessFigures) => void {
  const registers = [registry];
  const roles = new Gauge({
    name: 'fourfold_process',
    help: '1 for each role of this process; join other figures with it by instance.',
    labelNames: ['role', 'version'],
    registers,
  });
  const shards = new Gauge({
    name: 'fourfold_shard_connected',
    help: 'Shards of the gateway that this process holds. 1: connected.',
    labelNames: ['shard'],
    registers,
  });
  return (figures) => {
    for (const role of figures.roles) roles.set({ role, version: figures.version }, 1);
    shards.reset();
    for (const [shard, isConnected] of figures.shards()) shards.set({ shard }, isConnected ? 1 : 0);
  };
}
