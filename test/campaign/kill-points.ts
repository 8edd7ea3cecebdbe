/**
 * Loaded into a bot by `node --import`, in the campaign alone: names what the process does to the outside and kills it
 * there where it is told to. The steps come from the doors themselves (every commit, every request that leaves, every
 * answer that arrives, every file that gets its name, every request that comes in), so that none can be forgotten when
 * code is added, and the program carries no switch for it.
 *
 * `KILL_AT`: `name#n`, the n-th time of that step. `KILL_STEPS`: a file that gets each name when it first happens, and
 * `killed <name>` before the end.
 */
import { channel } from 'node:diagnostics_channel';
import { appendFileSync } from 'node:fs';
import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import Database from 'better-sqlite3';
import * as z from 'zod';

const { KILL_AT = '', KILL_STEPS = '' } = process.env;
const [, target = '', count = '1'] = /^(.*)#(\d+)$/.exec(KILL_AT) ?? [];
const seen = new Map<string, number>();

function reached(name: string): void {
  const times = (seen.get(name) ?? 0) + 1;
  seen.set(name, times);
  if (times === 1 && KILL_STEPS !== '') appendFileSync(KILL_STEPS, `${name}\n`);
  if (name !== target || times !== Number(count)) return;
  appendFileSync(KILL_STEPS, `killed ${name}\n`);
  process.kill(process.pid, 'SIGKILL');
}

const STATES = /^(?:queued|submitting|running|delivering|done|failed|cancelled)$/;
const stateSchema = z.object({ state: z.string().regex(STATES) });

/** `update jobs running`: what a statement changes; null for one that changes nothing. */
function changeOf(source: string, parameters: unknown): string | null {
  const [, verb, table] = /^\s*(INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)/i.exec(source) ?? [];
  if (verb === undefined) return null;
  const state = stateSchema.safeParse(parameters);
  const to = table === 'jobs' && state.success ? ` ${state.data.state}` : '';
  return `${verb.split(' ')[0]?.toLowerCase()} ${table}${to}`;
}

const memory = new Database(':memory:');
const statement: { run: (this: Database.Statement, ...given: unknown[]) => unknown } =
  Object.getPrototypeOf(memory.prepare('SELECT 1'));
memory.close();
const run = statement.run;
/** What the open transaction changed so far, by write; several writes share one transaction. */
let writes = new Set<string>();
let write: string[] = [];
const endWrite = () => {
  if (write.length > 0) writes.add(write.slice(0, 2).join(', '));
  write = [];
};
statement.run = function named(...given) {
  const change = changeOf(this.source, given[0]);
  if (change !== null) {
    if (this.database.inTransaction) {
      write.push(change);
      return run.apply(this, given);
    }
    reached(`before commit: ${change}`);
    const answer = run.apply(this, given);
    reached(`after commit: ${change}`);
    return answer;
  }
  if (this.source.startsWith('RELEASE')) endWrite();
  if (this.source !== 'COMMIT') return run.apply(this, given);
  endWrite();
  const names = [...writes];
  writes = new Set();
  for (const name of names) reached(`before commit: ${name}`);
  const answer = run.apply(this, given);
  for (const name of names) reached(`after commit: ${name}`);
  return answer;
};

/** An address with its ids left out: what is one step, not one job. */
const routeOf = (path: string): string =>
  (path.split('?')[0] ?? '')
    .split('/')
    .map((part) => ((/\d/.test(part) && part.length > 8) || part.length > 40 ? ':id' : part))
    .join('/');

const requestSchema = z.object({
  request: z.object({ method: z.string(), path: z.string() }),
});
const onRequest = (event: string, word: string) =>
  channel(event).subscribe((message) => {
    const read = requestSchema.safeParse(message);
    if (!read.success) return;
    const { method, path } = read.data.request;
    reached(`${word} ${method} ${routeOf(path)}`);
  });
onRequest('undici:request:create', 'before asking');
onRequest('undici:request:bodySent', 'asked');
onRequest('undici:request:headers', 'answered');

const incomingSchema = z.object({
  request: z.object({ method: z.string(), url: z.string() }),
});
const onIncoming = (event: string, word: string) =>
  channel(event).subscribe((message) => {
    const read = incomingSchema.safeParse(message);
    if (read.success)
      reached(`${word} ${read.data.request.method} ${routeOf(read.data.request.url)}`);
  });
onIncoming('http.server.request.start', 'was asked');
onIncoming('http.server.response.finish', 'had answered');

const rename = promises.rename;
promises.rename = async (from, to) => {
  reached('before a file has its name');
  await rename(from, to);
  reached('after a file has its name');
};
syncBuiltinESMExports();
