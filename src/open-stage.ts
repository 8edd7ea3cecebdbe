/**
 * The playground as the bot's Discord: started in this process, with an emulated vendor where one
 * is asked for. The only file that reaches the playground, by a dynamic import, because an
 * installation for production does not have it.
 */
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import type { Config } from '#config/config.ts';
import { parseJson } from '#domain/json.ts';
import type { DefinedVendor } from '#vendors/define-vendor.ts';

/** A stage to play on: what the bot is told, and what the visitor reads. */
export type Stage = {
  readonly token: string;
  readonly config: Config;
  readonly greeting: string;
  /** Tells the playground where the bot takes interactions, once it does. */
  ready(webUrl: string): Promise<void>;
  close(): Promise<void>;
};

const WELCOME = {
  text: "Unless it has a vendor's key, a demonstration painter draws its pictures and they cost nothing.",
  example: '/imagine prompt: a lighthouse in fog --ar 3:2',
  hints: [
    'Press the buttons under a picture: U takes one out of the four, V makes variations of it.',
  ],
};

/** Ports and key of the last start; kept, so that an open page and the links in yesterday's messages still lead here. */
const lastStartSchema = z.object({
  page: z.number().int(),
  web: z.number().int(),
  key: z.string().min(32),
});
type LastStart = z.infer<typeof lastStartSchema>;

/**
 * Starts the playground on its usual port, on the last one where that is taken, or on any free one: what HTTP_PORT and
 * METRICS_PORT name is taken. The bot's web server has the last one too where nobody asked for another, and the
 * figures the one after it where that is free.
 */
export async function openStage(
  config: Config,
  definitions: readonly DefinedVendor[],
): Promise<Stage> {
  const { defaultWorld, startPlayground } = await import('#playground/index.ts');
  const keepIn = join(config.dataDir, 'playground');
  if (config.playgroundReset) rmSync(keepIn, { recursive: true, force: true });
  const file = join(keepIn, 'last-start.json');
  const last = readLastStart(file);
  const kept = { keepIn, ...(last === null ? {} : { key: last.key }) };
  const open = (port: number) =>
    startPlayground({ port, ...kept, world: defaultWorld('Fourfold'), welcome: WELCOME });
  const isAnyPort = config.httpPortIsDefault || config.httpPort === 0;
  const named = [config.metricsPort, isAnyPort ? null : config.httpPort];
  const [usual = 0, other = 0] = [config.playgroundPort, last?.page ?? 0].filter(
    (port) => port !== 0 && !named.includes(port),
  );
  const playground = await open(usual)
    .catch(() => open(other))
    .catch(() => open(0));
  const vendor = await openVendor(config, definitions);
  const lastWeb = last === null || named.includes(last.web) ? 0 : last.web;
  // A visitor's machine may use the usual port for something else; nobody asked for this one.
  const httpPort = isAnyPort ? await freePort(lastWeb).catch(() => freePort(0)) : config.httpPort;
  const hasOwnMetrics = config.metricsPort === null && config.metricsToken === null;
  const metricsPort = hasOwnMetrics
    ? await freePort(httpPort + 1).catch(() => 0)
    : config.metricsPort;
  const { port, searchParams } = new URL(playground.url);
  const now: LastStart = { page: Number(port), web: httpPort, key: searchParams.get('key') ?? '' };
  // Whoever has the key can act as anybody: the file is made anew, for its owner alone.
  rmSync(file, { force: true });
  writeFileSync(file, JSON.stringify(now), { mode: 0o600 });
  return {
    token: playground.token,
    config: {
      ...config,
      ...vendor?.told,
      discordApiUrl: playground.apiUrl,
      discordRestUrl: playground.apiUrl,
      discordPublicKey: config.playgroundInteractions === 'http' ? playground.publicKey : null,
      // Nobody but this machine can add the bot, and nothing is paid.
      monthlyCreditsIsDefault: false,
      httpPort,
      metricsPort,
      // Somebody must be able to try what operators can do.
      operatorIds:
        config.operatorIds.length > 0 ? config.operatorIds : ownersOf(playground.world.people),
      // With two servers there is nothing to gain by leaving them out.
      reactions: true,
      // Everybody who plays is on this machine, so that links work without an address of one's own.
      publicUrl: config.publicUrl ?? `http://127.0.0.1:${httpPort}`,
    },
    greeting: `\n  Fourfold is playing on ${playground.url}\n\n`,
    ready: async (webUrl) => {
      if (config.playgroundInteractions !== 'http') return;
      await playground.setEndpoint('interactions', `${webUrl}/interactions`);
      await playground.setEndpoint('events', `${webUrl}/events`);
    },
    close: async () => {
      await playground.close();
      await vendor?.close();
    },
  };
}

/** Whoever owns the servers: by role, since the world is rebuilt at each start. */
const ownersOf = (
  people: readonly { readonly userId: string; readonly role: string }[],
): readonly string[] => people.filter(({ role }) => role === 'owner').map(({ userId }) => userId);

async function openVendor(config: Config, definitions: readonly DefinedVendor[]) {
  const name = config.playgroundVendor;
  if (name === null || name === 'studio') return null;
  const definition = definitions.find((one) => one.name === name);
  if (definition === undefined) {
    throw new Error(
      `PLAYGROUND_VENDOR names no vendor; there are ${definitions.map((one) => one.name).join(', ')}`,
    );
  }
  const { startEmulator } = await import('#emulators/start-emulator.ts');
  const emulator = await startEmulator(name);
  const prefix = name.toUpperCase();
  const configuration = definition.configure({
    [`${prefix}_API_KEY`]: emulator.apiKey,
    [`${prefix}_BASE_URL`]: emulator.baseUrl,
  });
  if (configuration.kind !== 'configured') throw new Error(`the emulated ${name} is not in order`);
  return {
    told: { vendors: [configuration.vendor], vendorOrder: [name] } satisfies Partial<Config>,
    close: () => emulator.close(),
  };
}

/** Null before the first start, and where the file says nothing of use: any port and a new key will do. */
function readLastStart(file: string): LastStart | null {
  if (!existsSync(file)) return null;
  const parsed = lastStartSchema.safeParse(parseJson(readFileSync(file, 'utf8')));
  return parsed.success ? parsed.data : null;
}

/** This port, or for 0 any, as one that is free now: links must name it before the server listens there. */
async function freePort(wanted: number): Promise<number> {
  const server = createServer().listen(wanted, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
