/**
 * Where a campaign takes place: a playground with many rooms, one emulated vendor, a data folder, and people at work. It
 * starts no bot: a campaign decides how many there are and what becomes of them.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { type Emulator, startEmulator } from '#emulators/start-emulator.ts';
import type { Act } from '#playground/discord/people/act.ts';
import { PersonCannot } from '#playground/discord/people/person-cannot.ts';
import { type Playground, startPlayground } from '#playground/start-playground.ts';
import { freePort } from '#system/free-port.ts';
import { dataFolder, playgroundEnvironment } from '#test/fixtures/bot-process.ts';
import { worldVendors } from '#test/fixtures/world-vendors.ts';
import { seeded } from '#test/simulation/seeded.ts';
import type { AccountRecord, ActRecord, AskRecord, Evidence } from './evidence.ts';
import { readAccount, readExport } from './ledger.ts';
import { observeMessages } from './observe.ts';
import { actOnce, CLUB, COINS, campaignWorld, type Gift, PEOPLE } from './people.ts';
import { TAG } from './tag.ts';

const MONTHLY_CREDITS = 1_000_000;
/** Nothing may be left as it is for so long: pauses between tries grow to five minutes. */
const QUIET_MS = 330_000;
const ENDED = /^(?:done|failed|cancelled)$/;

/** Everything of a campaign but the bots. */
export type Campaign = {
  readonly playground: Playground;
  readonly emulator: Emulator | null;
  /** What a bot is told. */
  readonly environment: Readonly<Record<string, string>>;
  readonly dataDir: string;
  /** Lets people act, each at their own pace, until the returned function is called and they have finished. */
  readonly begin: (options?: { readonly paceMs?: number }) => () => Promise<void>;
  /** An operator gives both servers so much, for good. */
  readonly give: (credits: number) => Promise<void>;
  /** What bots printed is looked through for secrets. */
  readonly printed: (text: string) => void;
  /** Waits until everybody has what they get; in words, what is still open when that takes too long. */
  readonly quiet: (onLeft?: (left: readonly string[]) => void) => Promise<readonly string[]>;
  /** What an outsider knows now; a bot must be running. */
  readonly evidence: () => Promise<Evidence>;
  readonly close: () => Promise<void>;
};

/** Opens the campaign of one vendor; `reports`: whether it is given an address to report to. */
export async function openCampaign(options: {
  readonly vendor: string;
  readonly seed: number;
  readonly reports: boolean;
  readonly environment?: Readonly<Record<string, string>>;
  /** How many shards bots are told to connect with. */
  readonly shards?: number;
  /** Every server's quota. */
  readonly monthlyCredits?: number;
}): Promise<Campaign> {
  const { vendor, monthlyCredits = MONTHLY_CREDITS } = options;
  const playground = await startPlayground({
    page: false,
    world: campaignWorld(),
    shards: options.shards ?? 1,
  });
  const data = dataFolder();
  const port = await freePort();
  const isStudio = vendor === 'studio';
  const emulator = isStudio
    ? null
    : await startEmulator(vendor, {
        pictures: 'flat',
        seed: options.seed + 1,
        durations: { queueMs: 50, medianMs: 500, sigma: 0.5 },
      });
  const fixed = (await worldVendors()).find(({ definition }) => definition.name === vendor);
  const prefix = vendor.toUpperCase();
  const environment = {
    ...playgroundEnvironment(playground, 'gateway'),
    DATA_DIR: data.path,
    HTTP_PORT: String(port),
    MONTHLY_CREDITS: String(monthlyCredits),
    MEMBER_RUNNING_JOBS: '20',
    MEMBER_WAITING_JOBS: '100',
    OPERATOR_IDS: playground.person('owner').id,
    SKUS: `${COINS.sku}:${COINS.credits},${CLUB.sku}:${CLUB.credits}/month`,
    VENDORS: vendor,
    STUDIO_SECONDS: '0.5',
    ...(options.reports ? { PUBLIC_URL: `http://127.0.0.1:${port}` } : {}),
    ...(emulator === null
      ? {}
      : { [`${prefix}_API_KEY`]: emulator.apiKey, [`${prefix}_BASE_URL`]: emulator.baseUrl }),
    ...fixed?.environment,
    ...options.environment,
  };

  const observer = observeMessages(playground);
  const acts: { readonly what: string; readonly act: Act }[] = [];
  const gifts: Gift[] = [];
  const purchases: string[] = [];
  const rerolls = new Map<string, number>();
  const asks: AskRecord[] = [];
  let printed = '';
  /** A vendor that refuses may be asked the same again. */
  let wasRefused = false;
  emulator?.events.listen((event) => {
    if (event.kind !== 'requested' || event.request.operation !== 'submit') return;
    if (Object.keys(emulator.faults.settings()).length > 0) wasRefused = true;
    const { method, path, headers, body } = event.request;
    const text = body.replaceAll('\\/', '/');
    const callback = CALLBACK.exec(text)?.[0] ?? null;
    const order = `${method} ${path} ${text.replace(CALLBACK, '')}`;
    asks.push({ vendor, order, callback, idempotencyKey: headers['idempotency-key'] ?? null });
  });

  const begin: Campaign['begin'] = ({ paceMs = 900 } = {}) => {
    let isOver = false;
    const pressed = new Set<string>();
    const people = PEOPLE.map(async (name, place) => {
      const own = seeded(options.seed * PEOPLE.length + place);
      const scene = {
        playground,
        random: own,
        pressed,
        acted: (what: string, act: Act) => acts.push({ what, act }),
        gave: (gift: Gift) => gifts.push(gift),
        bought: (id: string) => purchases.push(id),
        rerolled: (tag: string) => rerolls.set(tag, (rerolls.get(tag) ?? 0) + 1),
      };
      while (!isOver) {
        // People have a pace of their own; nothing waits for this.
        await pause(own.unit() * 2 * paceMs);
        // With nobody there most wait, and some try.
        if (!playground.isBotConnected() && own.chance(0.9)) continue;
        await actOnce(scene, name).catch((error: unknown) => {
          // What they saw has changed or gone meanwhile; or the bot never answered, which their acts say.
          const isOrdinary = error instanceof PersonCannot || String(error).includes('Waited');
          if (!isOrdinary) throw error;
        });
      }
    });
    return async () => {
      isOver = true;
      await Promise.all(people);
    };
  };

  const account = async (guild: string): Promise<AccountRecord> => {
    const shown = await readAccount(playground, guild);
    const own = gifts.filter((gift) => gift.server === shown.server);
    const sure = own.filter(({ isSure }) => isSure).reduce((sum, { credits }) => sum + credits, 0);
    return {
      ...shown,
      given: monthlyCredits + sure,
      unsure: own.filter(({ isSure }) => !isSure).map(({ credits }) => credits),
    };
  };
  const accounts = async () => [await account('North'), await account('South')];

  /** What is still to be done, in words; nothing when all is quiet. */
  const unfinished = async (): Promise<readonly string[]> => {
    const running = observer.open().filter(({ now }) => now === 'progress');
    if (running.length > 0) return running.map(({ id, text }) => `${id}: ${text}`);
    const unbooked = purchases.filter((id) => !playground.sales.isConsumed(id));
    if (unbooked.length > 0) return unbooked.map((id) => `purchase ${id}`);
    const shown = await accounts();
    const held = shown.filter(({ reserved }) => reserved !== 0);
    if (held.length > 0) return held.map(({ server, reserved }) => `${server} holds ${reserved}`);
    // What a subscription gives is consumed by nobody: it is there, or comes with the next look at Discord's list.
    const lacking = shown.flatMap(({ server, given, available, reserved, spent }) => {
      const isGiven = gifts.some((gift) => gift.server === server);
      const lacks = given - available - reserved - spent;
      return isGiven && lacks > 0 ? [`${server} lacks ${lacks} credits`] : [];
    });
    if (lacking.length > 0) return lacking;
    const open = (await readExport(environment)).filter(({ state }) => !ENDED.test(state));
    return open.map(({ job, state }) => `${job} is ${state}`);
  };

  return {
    playground,
    emulator,
    environment,
    dataDir: data.path,
    begin,
    give: async (credits) => {
      for (const guild of ['North', 'South']) {
        const server = playground.guildId(guild);
        const order = { server, amount: credits, reason: 'to begin with' };
        const channel = playground.channelId(`${guild}/four`);
        // The first answer of a process may be late on a busy machine; its gift may be there all the same.
        for (let isSure = false; !isSure; ) {
          const act = await playground.person('owner').command(channel, 'operator grant', order);
          isSure = (await act.settled({ timeoutMs: 20_000 })).kind === 'acknowledged';
          gifts.push({ server, credits, isSure });
        }
      }
    },
    printed: (text) => {
      printed += text;
    },
    quiet: async (onLeft = () => {}) => {
      let left = await unfinished();
      let least = left.length;
      let movedAtMs = Date.now();
      while (left.length > 0 && Date.now() < movedAtMs + QUIET_MS) {
        await pause(1_000);
        left = await unfinished();
        onLeft(left);
        if (left.length < least) movedAtMs = Date.now();
        least = Math.min(least, left.length);
      }
      return left;
    },
    evidence: async () => ({
      // First, so that what it calls done has been shown by then.
      ledger: await readExport(environment),
      acts: acts.map(({ what, act }): ActRecord => {
        const state = act.state().kind === 'acknowledged' ? 'answered' : 'failed';
        return { id: act.interactionId, what, state };
      }),
      messages: observer.records(),
      vendorJobs: (emulator?.jobs() ?? []).map((job) => {
        const callback = CALLBACK.exec(JSON.stringify(job.facts))?.[0] ?? null;
        const { id, idempotencyKey, failure } = job;
        const named = callback?.split('/').at(-2) ?? null;
        return { vendor, id, job: named, callback, idempotencyKey, failed: failure !== null };
      }),
      // What carries no tag of a request may be prepared again by another job; what was refused may be asked again.
      asks: wasRefused ? [] : asks.filter(({ order }) => TAG.test(order)),
      repeats: new Map(
        asks.map(({ order }) => [order, rerolls.get(TAG.exec(order)?.[0] ?? '') ?? 0]),
      ),
      accounts: await accounts(),
      unconsumed: purchases.filter((id) => !playground.sales.isConsumed(id)),
      refusals: playground.traffic
        .all()
        .flatMap(({ atMs, status }) => (status === null || status < 400 ? [] : [{ atMs, status }])),
      printed,
      secrets: [playground.token, ...(emulator === null ? [] : [emulator.apiKey])],
    }),
    close: async () => {
      observer.close();
      await emulator?.close();
      await playground.close();
      data.remove();
    },
  };
}

/** An address for reports: `.../webhooks/<vendor>/<job>/<token>`. */
const CALLBACK = /https?:\/\/[^"\s\\]+\/webhooks\/\w+\/[0-9a-z]{16}\/[\w-]+/;
