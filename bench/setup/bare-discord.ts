/**
 * As little of Discord as a bot needs in order to answer: a gateway that says hello and ready, and a REST API that takes
 * any callback. It checks nothing, so that what is measured is the bot; the playground is the strict one.
 */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { WebSocketServer } from 'ws';

const HEARTBEAT_MS = 41_250;
const APPLICATION = '1300000000000000001';
const BOT_USER = {
  id: APPLICATION,
  username: 'bench',
  discriminator: '0',
  avatar: null,
  bot: true,
};

export type BareDiscord = {
  readonly apiUrl: string;
  /** Where a vendor never answers. */
  readonly vendorUrl: string;
  /** Sends an `/imagine` of a member of a server of their own; resolves when its first answer has come, in ms since. */
  readonly imagine: () => Promise<number>;
  /** The same; with the body of the first answer, as it came. */
  readonly imagineAnswered: () => Promise<FirstAnswer>;
  /** The next `/imagine`, for whoever sends it another way. */
  readonly nextImagine: () => { readonly id: string };
  /** Presses a button under a posted message, as a member of the first server. */
  readonly press: (customId: string, message: Upload) => void;
  /** The next message with files that is posted, once all of it has arrived. */
  readonly nextUpload: () => Promise<Upload>;
  readonly close: () => Promise<void>;
};

/** A first answer: ms since the interaction was sent, and its JSON. */
export type FirstAnswer = { readonly ms: number; readonly body: string };

/** A message with files, as it was posted. */
export type Upload = {
  readonly id: string;
  readonly channelId: string;
  readonly atMs: number;
  readonly bytes: number;
  readonly customIds: readonly string[];
};

/** Serves one bot, which is in as many servers as told. */
export async function openBareDiscord(guilds: number): Promise<BareDiscord> {
  const waiting = new Map<string, (body: string) => void>();
  const uploads: ((upload: Upload) => void)[] = [];
  let send: ((frame: unknown) => void) | null = null;
  let sent = 0;
  let posted = 0;

  const http = createServer((request, response) => {
    const path = (request.url ?? '').replace(/^\/api\/v10/, '').split('?')[0] ?? '';
    const interaction = /^\/interactions\/(\d+)\/[^/]+\/callback/.exec(path)?.[1];
    const channelId = /^\/channels\/(\d+)\/messages$/.exec(path)?.[1];
    const isUpload =
      channelId !== undefined && (request.headers['content-type'] ?? '').startsWith('multipart/');
    const chunks: Buffer[] = [];
    if (isUpload || interaction !== undefined)
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
    else request.resume();
    // A vendor that takes its time for ever: what is measured is the bot alone.
    if (path.startsWith('/vendor')) return;
    request.once('end', () => {
      if (interaction !== undefined) {
        waiting.get(interaction)?.(Buffer.concat(chunks).toString());
        waiting.delete(interaction);
      }
      const id = answer(response, path);
      if (channelId === undefined || !isUpload) return;
      const body = Buffer.concat(chunks);
      uploads.shift()?.({
        id,
        channelId,
        atMs: performance.now(),
        bytes: body.length,
        customIds: [...body.toString('latin1').matchAll(/"custom_id":"([^"]+)"/g)].map(
          ([, customId = '']) => customId,
        ),
      });
    });
  });
  const answer = (response: ServerResponse, path: string): string => {
    const address = http.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const message = { id: String(1_400_000_000_000_000_000n + BigInt(posted++)), type: 20 };
    const body = path.endsWith('/gateway/bot')
      ? {
          url: `ws://127.0.0.1:${port}`,
          shards: 1,
          session_start_limit: { total: 1000, remaining: 1000, reset_after: 0, max_concurrency: 1 },
        }
      : path.endsWith('/callback')
        ? { interaction: { id: '1', type: 2 }, resource: { type: 4, message } }
        : path.endsWith('/commands')
          ? []
          : message;
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    return message.id;
  };
  const sockets = new WebSocketServer({ server: http });
  sockets.on('connection', (socket) => {
    let sequence = 0;
    const say = (frame: object) => socket.send(JSON.stringify(frame));
    say({ op: 10, d: { heartbeat_interval: HEARTBEAT_MS } });
    socket.on('message', (bytes: Buffer) => {
      const frame: unknown = JSON.parse(bytes.toString());
      const op = typeof frame === 'object' && frame !== null && 'op' in frame ? frame.op : null;
      if (op === 1) say({ op: 11 });
      if (op !== 2) return;
      const dispatch = (t: string, d: unknown) => say({ op: 0, t, s: ++sequence, d });
      const intents = intentsOf(frame);
      dispatch('READY', readyOf(guilds));
      // Without the Guilds intent Discord sends none of these.
      if (intents % 2 === 1) for (let i = 0; i < guilds; i++) dispatch('GUILD_CREATE', guildOf(i));
      send = (interaction) => dispatch('INTERACTION_CREATE', interaction);
    });
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const address = http.address();
  if (typeof address !== 'object' || address === null) throw new Error('no address');

  const imagineAnswered = (): Promise<FirstAnswer> =>
    new Promise((resolve, reject) => {
      if (send === null) return reject(new Error('no bot is connected'));
      const interaction = imagineOf(sent++, guilds);
      const fromMs = performance.now();
      waiting.set(interaction.id, (body) => resolve({ ms: performance.now() - fromMs, body }));
      send(interaction);
    });

  return {
    apiUrl: `http://127.0.0.1:${address.port}/api`,
    vendorUrl: `http://127.0.0.1:${address.port}/vendor`,
    imagine: async () => (await imagineAnswered()).ms,
    imagineAnswered,
    nextImagine: () => imagineOf(sent++, guilds),
    press: (customId, { id, channelId }) => {
      if (send === null) throw new Error('no bot is connected');
      send({
        ...imagineOf(sent++, 1),
        type: 3,
        channel_id: channelId,
        channel: { id: channelId, type: 0 },
        message: {
          id,
          channel_id: channelId,
          author: BOT_USER,
          type: 0,
          attachments: [],
          components: [{ type: 1, components: [{ type: 2, custom_id: customId }] }],
        },
        data: { custom_id: customId, component_type: 2 },
      });
    },
    nextUpload: () => new Promise((resolve) => uploads.push(resolve)),
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}

function intentsOf(frame: unknown): number {
  const data = typeof frame === 'object' && frame !== null && 'd' in frame ? frame.d : null;
  const intents = typeof data === 'object' && data !== null && 'intents' in data ? data.intents : 0;
  return typeof intents === 'number' ? intents : 0;
}

/** The id of a server, by its number. */
export const guildIdOf = (number: number): string =>
  String(1_000_000_000_000_000_000n + BigInt(number));

const readyOf = (guilds: number) => ({
  v: 10,
  user: BOT_USER,
  guilds: Array.from({ length: guilds }, (_, i) => ({ id: guildIdOf(i), unavailable: true })),
  session_id: 'bench',
  resume_gateway_url: 'ws://127.0.0.1:1',
  application: { id: APPLICATION, flags: 0 },
});

/** A server of ordinary size: 40 channels and 30 roles. */
const guildOf = (number: number) => ({
  id: guildIdOf(number),
  name: `Server ${number}`,
  owner_id: String(2_000_000_000_000_000_000n + BigInt(number)),
  member_count: 250,
  large: false,
  joined_at: '2026-01-01T00:00:00.000000+00:00',
  features: [],
  emojis: [],
  stickers: [],
  members: [{ user: BOT_USER, roles: [], joined_at: '2026-01-01T00:00:00.000000+00:00' }],
  presences: [],
  voice_states: [],
  threads: [],
  stage_instances: [],
  guild_scheduled_events: [],
  channels: Array.from({ length: 40 }, (_, i) => ({
    id: String(3_000_000_000_000_000_000n + BigInt(number * 100 + i)),
    type: 0,
    name: `channel-${i}`,
    position: i,
    permission_overwrites: [],
    topic: 'What this channel is about',
  })),
  roles: Array.from({ length: 30 }, (_, i) => ({
    id: i === 0 ? guildIdOf(number) : String(4_000_000_000_000_000_000n + BigInt(number * 100 + i)),
    name: `role-${i}`,
    color: 0,
    hoist: false,
    position: i,
    permissions: '2248473465835073',
    managed: false,
    mentionable: false,
    flags: 0,
  })),
});

function imagineOf(number: number, guilds: number) {
  const milliseconds = BigInt(Date.now() - 1_420_070_400_000);
  return {
    id: String((milliseconds << 22n) + BigInt(number % 4_194_304)),
    application_id: APPLICATION,
    type: 2,
    token: `aW50ZXJhY3Rpb24${number}`.padEnd(200, 'x'),
    version: 1,
    guild_id: guildIdOf(number % guilds),
    channel_id: String(3_000_000_000_000_000_000n + BigInt((number % guilds) * 100)),
    channel: { id: String(3_000_000_000_000_000_000n + BigInt((number % guilds) * 100)), type: 0 },
    member: {
      user: {
        id: String(5_000_000_000_000_000_000n + BigInt(number)),
        username: `member${number}`,
      },
      roles: [],
      permissions: '2248473465835073',
    },
    app_permissions: '2248473465835073',
    locale: 'en-US',
    guild_locale: 'en-US',
    context: 0,
    entitlements: [],
    authorizing_integration_owners: { 0: guildIdOf(number % guilds) },
    attachment_size_limit: 10_485_760,
    data: {
      id: '1300000000000000009',
      name: 'imagine',
      type: 1,
      options: [{ name: 'prompt', type: 3, value: `a fox in fog, number ${number} --ar 3:2` }],
    },
  };
}
