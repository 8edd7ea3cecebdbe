/**
 * The least that it costs to answer Discord's requests and to have kept what was asked: signature, JSON, the bot's own schema, the
 * rows of an accepted job by hand, and the response. What arrives in one turn of the event loop shares a commit. No limits,
 * no laws, no command but this.
 */
import { createPublicKey, verify } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { readInteraction } from '#discord/gateway/read-interaction.ts';
import { mintJobId } from '#domain/ids.ts';
import type { JobDraft } from '#ports/job-store.ts';
import { guildIdOf } from './bare-discord.ts';
import { ledgerByHand } from './ledger-by-hand.ts';

const DER_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
const CREDITS = 1_000_000_000;
const PRICE = 8;

const { DATA_DIR = '.', DISCORD_PUBLIC_KEY = '', HTTP_PORT, BENCH_ACCOUNTS = '0' } = process.env;
const key = createPublicKey({
  key: Buffer.concat([DER_PREFIX, Buffer.from(DISCORD_PUBLIC_KEY, 'hex')]),
  format: 'der',
  type: 'spki',
});
const rows = ledgerByHand(join(DATA_DIR, 'by-hand.db'), {
  guildIds: Array.from({ length: Number(BENCH_ACCOUNTS) }, (_, number) => guildIdOf(number)),
  credits: CREDITS,
});
let made = 0;
let waiting: { readonly draft: JobDraft; readonly response: ServerResponse }[] = [];

async function commit(): Promise<void> {
  const together = waiting;
  waiting = [];
  await rows.accept(together.map(({ draft }) => draft));
  for (const { draft, response } of together) {
    const data = { content: `**${draft.request.prompt}** (Waiting to start)` };
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ type: 4, data }));
  }
}

function draftFrom(body: string): JobDraft | null {
  const nowMs = Date.now();
  const read = readInteraction(JSON.parse(body), nowMs);
  if (read?.kind !== 'command' || read.guildId === null) return null;
  const number = made++;
  const id = mintJobId(
    nowMs,
    Uint8Array.from({ length: 7 }, (_, place) => (number / 256 ** place) & 255),
  );
  return {
    id,
    parentId: null,
    rootId: id,
    origin: {
      interactionId: read.id,
      interactionToken: read.token,
      interactionAtMs: read.atMs,
      applicationId: read.applicationId,
      guildId: read.guildId,
      channelId: read.channelId,
      userId: read.user.id,
      userName: read.user.name,
      locale: read.locale,
      serverLocale: read.serverLocale,
      sourceMessageId: null,
      attachmentBytesMax: read.attachmentBytesMax,
    },
    request: {
      action: 'imagine',
      cell: null,
      prompt: String(read.options.get('prompt')),
      speed: 'fast',
    },
    vendor: 'studio',
    priceCredits: PRICE,
    dueAtMs: nowMs,
  };
}

function answer({ headers }: IncomingMessage, body: Buffer, response: ServerResponse): void {
  const signed = Buffer.concat([Buffer.from(String(headers['x-signature-timestamp'])), body]);
  const signature = Buffer.from(String(headers['x-signature-ed25519']), 'hex');
  const draft = verify(null, signed, key, signature) ? draftFrom(body.toString()) : null;
  if (draft === null) {
    response.writeHead(400).end();
    return;
  }
  waiting.push({ draft, response });
  if (waiting.length === 1) setImmediate(commit);
}

// Its sender's idle connections must not end between two parts of the bench.
createServer({ keepAliveTimeout: 600_000 }, (request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.once('end', () => answer(request, Buffer.concat(chunks), response));
}).listen(Number(HTTP_PORT), '127.0.0.1', () => process.stdout.write('"msg":"ready"\n'));
