/**
 * The playground as the bot's Discord: started in this process, with an emulated vendor if configured. The only file
 * that imports the playground, dynamically, because production installations do not have it.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Config } from '#config/config.ts';
import { parseJson } from '#domain/json.ts';
import { freePort, isFreePort } from '#system/free-port.ts';
import type { DefinedVendor } from '#vendors/define-vendor.ts';

/** A running playground: the bot's configuration, and the visitor's link. */
export type OpenPlayground = {
  readonly token: string;
  readonly config: Config;
  readonly startMessage: string;
  /** Sets the bot's interaction endpoint once it is listening. */
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

/** Ports and key of the last start; stored, so that open pages and links in old messages still work. */
const lastStartSchema = z.object({
  page: z.number().int(),
  web: z.number().int(),
  key: z.string().min(32),
});
type LastStart = z.infer<typeof lastStartSchema>;

/**
 * Starts the playground on its default port, else on the last one used, else on any free one; HTTP_PORT and
 * METRICS_PORT count as used. Unless configured, the bot's web server also keeps its last port, and the metrics use the
 * next one if it is free.
 */
export async function openPlayground(
  config: Config,
  definitions: readonly DefinedVendor[],
): Promise<OpenPlayground> {
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
  // The default port may be in use on a visitor's machine, and was not requested explicitly.
  const httpPort = isAnyPort ? await webPort(lastWeb) : config.httpPort;
  const hasOwnMetrics = config.metricsPort === null && config.metricsToken === null;
  const nextPort = async () => ((await isFreePort(httpPort + 1)) ? httpPort + 1 : 0);
  const metricsPort = hasOwnMetrics ? await nextPort() : config.metricsPort;
  const { port, searchParams } = new URL(playground.url);
  const now: LastStart = { page: Number(port), web: httpPort, key: searchParams.get('key') ?? '' };
  // The key allows acting as anyone: the file is recreated, readable only by its owner.
  rmSync(file, { force: true });
  writeFileSync(file, JSON.stringify(now), { mode: 0o600 });
  return {
    token: playground.token,
    config: {
      ...config,
      ...vendor?.config,
      discordApiUrl: playground.apiUrl,
      discordRestUrl: playground.apiUrl,
      discordPublicKey: config.playgroundInteractions === 'http' ? playground.publicKey : null,
      // Only this machine can add the bot, and nothing costs money.
      monthlyCreditsIsDefault: false,
      httpPort,
      metricsPort,
      // One person is an operator, so that operator commands can be tried.
      operatorIds:
        config.operatorIds.length > 0 ? config.operatorIds : ownersOf(playground.world.people),
      // Omitting them would save nothing with two servers.
      reactions: true,
      // All visitors are on this machine, so links work without a public URL.
      publicUrl: config.publicUrl ?? `http://127.0.0.1:${httpPort}`,
    },
    startMessage: `\n  Fourfold is playing on ${playground.url}\n\n`,
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

/** The servers' owner, by role, since the world is rebuilt at each start. */
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
  if (configuration.kind !== 'configured') throw new Error(`the emulated ${name} is misconfigured`);
  return {
    config: { vendors: [configuration.vendor], vendorOrder: [name] } satisfies Partial<Config>,
    close: () => emulator.close(),
  };
}

/** Null before the first start, or if the file is invalid: then any port and a new key are used. */
function readLastStart(file: string): LastStart | null {
  if (!existsSync(file)) return null;
  const parsed = lastStartSchema.safeParse(parseJson(readFileSync(file, 'utf8')));
  return parsed.success ? parsed.data : null;
}

/** The last start's port, so that links in old messages work, or if that is 0 or in use a free one. */
async function webPort(last: number): Promise<number> {
  return last !== 0 && (await isFreePort(last)) ? last : freePort();
}
