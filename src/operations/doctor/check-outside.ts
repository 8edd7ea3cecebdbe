/** Checks vendors, the public URL, and the clock. */
import type { Config } from '#config/config.ts';
import { reasonOf } from '#domain/reason-of.ts';
import type { Vendor } from '#ports/vendor.ts';
import { hostInUrl } from '#system/listen-error.ts';
import { keyVariable } from '#vendors/vendor-settings.ts';
import { type Finding, ok, problem, warning } from './finding.ts';

const PATIENCE_MS = 10_000;
/** A few seconds are harmless; a minute breaks time-outs, ids and renewals. */
const CLOCK_WARNING_MS = 5_000;
const CLOCK_PROBLEM_MS = 60_000;
const HEALTHY = 'ok\n';

/** Checks each vendor's key and balance. */
export async function checkVendors(vendors: readonly Vendor[]): Promise<readonly Finding[]> {
  return Promise.all(vendors.map(checkVendor));
}

async function checkVendor(vendor: Vendor): Promise<Finding> {
  const check = `vendor.${vendor.name}`;
  if (vendor.checkAccount === undefined) return ok(check, `${vendor.label}: needs no key`);
  const account = await vendor.checkAccount();
  switch (account.kind) {
    case 'rejected':
      return problem(
        check,
        `${vendor.label}: rejects its key (${account.detail})`,
        `Check ${keyVariable(vendor.name)} against the vendor's own page and restart the bot.`,
      );
    case 'unchecked':
      return warning(
        check,
        `${vendor.label}: could not be checked (${account.why})`,
        "Look at the vendor's status page; a job shows whether it works.",
      );
    case 'accepted': {
      const { balance } = account;
      if (balance === null) return ok(check, `${vendor.label}: key accepted, balance unknown`);
      const amount = `${balance.amount} ${balance.unit}`;
      return balance.amount > 0
        ? ok(check, `${vendor.label}: key accepted, balance ${amount}`)
        : problem(check, `${vendor.label}: the balance is ${amount}`, 'Top the account up.');
    }
    default:
      return account satisfies never;
  }
}

/** A bot that listens on all addresses is reached by the loopback address. */
const ANY_ADDRESS: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** Whether PUBLIC_URL reaches a bot, and whether one runs here. */
export async function checkAddresses(config: Config): Promise<readonly Finding[]> {
  const host = hostInUrl(ANY_ADDRESS[config.httpHost] ?? config.httpHost);
  const own = await read(`http://${host}:${config.httpPort}/readyz`);
  const isRunning = own.kind === 'answered';
  const bot = !isRunning
    ? warning(
        'bot',
        `does not answer on port ${config.httpPort}`,
        'Start it, unless it is meant to be down.',
      )
    : own.status === 200
      ? ok('bot', 'runs and is ready')
      : problem(
          'bot',
          `runs and is not ready: ${own.text.trim().replaceAll('\n', ', ')}`,
          'Look at the last errors of its log.',
        );
  return [bot, await checkPublicUrl(config.publicUrl, isRunning)];
}

async function checkPublicUrl(publicUrl: string | null, isRunning: boolean): Promise<Finding> {
  const check = 'public-url';
  if (publicUrl === null) {
    return warning(
      check,
      'PUBLIC_URL is not set: no webhooks, no links, no region editor',
      'Set it to an https address that leads to HTTP_PORT, if you want these.',
    );
  }
  const seen = await read(`${publicUrl}/healthz`);
  if (seen.kind === 'answered' && seen.status === 200 && seen.text === HEALTHY) {
    return ok(check, `${publicUrl} leads to the bot`);
  }
  if (!isRunning)
    return warning(check, `${publicUrl} was not tried: no bot runs`, 'Start the bot.');
  const what = seen.kind === 'answered' ? `answers ${seen.status}` : seen.reason;
  return problem(
    check,
    `${publicUrl} does not lead to the bot: ${what}`,
    'Check DNS, the certificate and the proxy: it must pass every path to HTTP_PORT.',
  );
}

/** Compares this machine's clock with Discord's. */
export async function checkClock(apiUrl: string, nowMs: () => number): Promise<Finding> {
  const check = 'clock';
  const askedMs = nowMs();
  const reply = await read(`${apiUrl}/v10/gateway`);
  const serverMs = reply.kind === 'answered' ? Date.parse(reply.date ?? '') : Number.NaN;
  if (Number.isNaN(serverMs)) {
    return warning(check, 'could not be compared with Discord’s', 'Try again.');
  }
  // The header has whole seconds, and the reply took some time.
  const offMs = Math.max(0, serverMs - nowMs(), askedMs - serverMs - 1_000);
  if (offMs < CLOCK_WARNING_MS) return ok(check, 'agrees with Discord’s');
  const found = `is ${Math.round(offMs / 1_000)} s off Discord’s`;
  const remedy = 'Let the machine set its clock by NTP (timedatectl set-ntp true).';
  return offMs < CLOCK_PROBLEM_MS ? warning(check, found, remedy) : problem(check, found, remedy);
}

type Seen =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly text: string;
      readonly date: string | null;
    }
  | { readonly kind: 'unreachable'; readonly reason: string };

async function read(url: string): Promise<Seen> {
  try {
    const reply = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS), redirect: 'error' });
    const text = await reply.text();
    return { kind: 'answered', status: reply.status, text, date: reply.headers.get('date') };
  } catch (error) {
    // The error of `fetch` is generic; its cause has the detail.
    if (!(error instanceof Error)) throw error;
    return { kind: 'unreachable', reason: reasonOf(error.cause ?? error) };
  }
}
