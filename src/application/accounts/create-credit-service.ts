import type { AppContext } from '#application/app-context.ts';
import { priceOfPrompt } from '#application/requests/price-of-prompt.ts';
import { type Grant, isAmount } from '#domain/credits.ts';
import { isAlreadySo } from '#domain/guild-settings.ts';
import { effectiveRoles, memberCap } from '#domain/limits.ts';
import { DAY_MS, dayAt, isDay, periodAt } from '#domain/period.ts';
import { priceCredits } from '#domain/price.ts';
import type { UsageReport } from '#domain/usage.ts';
import type { ServerSettings } from '#ports/member-store.ts';
import {
  type Actor,
  actOf,
  type CreditService,
  type CreditsInfo,
  type ListedServer,
} from './credit-service.ts';
import { historyLine } from './history-line.ts';
import { quotaInfo } from './quota-info.ts';
import { tableOf } from './table-rows.ts';

/** Entries on one page of the history. */
const PAGE = 12;
/** Older entries are for `npm run export`. */
const PAGES_MAX = 200;
/** The most lines of a table in one message. */
const ROWS_MAX = 50_000;
/** The most charges in one message, whose file is then at most some megabytes. */
const CHARGES_MAX = 20_000;
/** Servers on one page of the operator's list. */
const SERVERS_PAGE = 20;
/** Members that a report names. */
const MEMBERS_MAX = 10;
/** How far ahead a grant may begin. */
const AHEAD_MAX_DAYS = 3_660;

const COMMON = ['imagine', 'upscale', 'vary', 'upscale-subtle', 'animate-low'] as const;

/** The service over its ports. */
export function createCreditService(context: AppContext): CreditService {
  const { store, clock, settings } = context;
  const { monthlyCredits } = settings;
  const act = (by: Actor) => actOf(by, clock.nowMs());

  return {
    info: async (guildId, member) => {
      const { account, ...quota } = await quotaInfo(context, guildId);
      const { quota: calendar, limits } = quota.settings;
      const nowMs = clock.nowMs();
      const fromDay = periodAt(nowMs, calendar).firstDay;
      const range = { fromDay, toDay: dayAt(nowMs, calendar.timeZone) };
      return {
        account,
        expiring: nextExpiring(quota.grants),
        monthlyCredits: quota.monthlyCredits,
        renewsAtMs: quota.renewsAtMs,
        ownCredits: await store.usageOfMember(guildId, member.userId, range),
        ownCap: memberCap(limits, { ...member, roleIds: effectiveRoles(guildId, member.roleIds) }),
        prices: COMMON.map((action) => ({
          action,
          credits: priceCredits({ action, speed: 'fast' }, settings.prices),
        })),
      };
    },
    price: (request) => priceOfPrompt(context, request),
    history: async ({ guildId, userId, page, detailed }) => {
      const last = Math.min(Math.max(1, page), PAGES_MAX) * PAGE;
      // One more than shown tells whether there is another page.
      const found = await store.entriesBefore(guildId, null, last + 1, detailed ? 'all' : 'jobs');
      const lines = found
        .slice(last - PAGE, last)
        .map((entry) => historyLine(entry, { userId, detailed }));
      return { page, lines, hasOlder: found.length > last };
    },
    hasHistory: async (guildId) => (await store.entriesBefore(guildId, null, 1, 'all')).length > 0,
    quota: (guildId) => quotaInfo(context, guildId),
    change: async (guildId, change, by) => {
      if (isAlreadySo(await store.guildSettings(guildId), [change])) return false;
      await store.changeSettings(guildId, change, act(by));
      // More jobs may be allowed to run now.
      context.wake();
      return true;
    },
    usage: async (guildId, days) => {
      const { timeZone } = (await store.guildSettings(guildId)).quota;
      const range = daysUntil(dayAt(clock.nowMs(), timeZone), days);
      const [byDay, byMember] = await Promise.all([
        store.usageByDay(guildId, range),
        store.usageByMember(guildId, range, MEMBERS_MAX),
      ]);
      return reportOf(range, byDay, byMember);
    },
    isOperator: (userId) => settings.operatorIds.includes(userId),
    grant: async ({ days, fromDay, ...grant }, by) => {
      if (!isAmount(grant.amount)) return { kind: 'amount-invalid' };
      const nowMs = clock.nowMs();
      const effectiveAtMs = fromDay === null ? nowMs : beginsAtMs(fromDay, nowMs);
      if (effectiveAtMs === null) return { kind: 'day-invalid' };
      const { key, author } = act(by);
      const expiresAtMs = days === null ? null : effectiveAtMs + days * DAY_MS;
      const draft = { ...grant, key, author, effectiveAtMs, expiresAtMs };
      const outcome = await store.grantCredits(draft, monthlyCredits, nowMs);
      return outcome.kind === 'booked' ? { ...outcome, expiresAtMs } : outcome;
    },
    adjust: async (correction, by) => {
      if (!isAmount(Math.abs(correction.amount))) return { kind: 'correction-invalid' };
      const { key, author } = act(by);
      return store.adjustCredits({ ...correction, key, author }, monthlyCredits, clock.nowMs());
    },
    sell: async ({ credits: amount, ...sale }) => {
      const nowMs = clock.nowMs();
      if (sale.expiresAtMs !== null && sale.expiresAtMs <= nowMs) return;
      const draft = {
        ...sale,
        amount,
        kind: 'purchase',
        effectiveAtMs: nowMs,
        author: null,
      } as const;
      const { kind } = await store.grantCredits(draft, monthlyCredits, nowMs);
      context.log.info({ guild: sale.guildId, key: sale.key, amount, kind }, 'sale booked');
    },
    endSale: async (sale, why) => {
      const isPaidBack = why === 'paid-back';
      const reason = isPaidBack ? 'paid back by Discord' : 'ended at Discord';
      const end = { author: 'discord', reason, atMs: clock.nowMs(), isPaidBack };
      const { taken } = await store.endSale(sale, end);
      if (taken > 0) context.log.info({ sale, taken, why }, 'sale taken back');
    },
    servers: async (after, present) => {
      const found = await store.accountsAfter(after, SERVERS_PAGE + 1);
      const accounts = new Map(found.map((account) => [account.guildId, account]));
      const ids = [...new Set([...accounts.keys(), ...present])]
        .filter((id) => after === null || id > after)
        .toSorted();
      // Accounts that were not read come after this whole page.
      const shown = await store.settingsOf(ids.slice(0, SERVERS_PAGE));
      const servers = shown.map(async (server) => ({
        guildId: server.guildId,
        account: accounts.get(server.guildId) ?? null,
        state: await serverState(context, server),
      }));
      return { servers: await Promise.all(servers), hasMore: ids.length > SERVERS_PAGE };
    },
    chart: (report, theme, words) => context.charts.drawUsage(report, theme, words),
    usageRows: async (guildId, range) =>
      tableOf(await store.usageRows(guildId, range, ROWS_MAX + 1), ROWS_MAX),
    charges: async ({ fromDay, toDay }) => {
      const accepted = { fromMs: Date.parse(fromDay), toMs: Date.parse(toDay) + DAY_MS };
      return tableOf(await store.charges(accepted, CHARGES_MAX + 1), CHARGES_MAX);
    },
  };
}

async function serverState(
  { admission }: Pick<AppContext, 'admission'>,
  { guildId, settings }: ServerSettings,
): Promise<ListedServer['state']> {
  if (settings.blocked !== null) return 'blocked';
  const rejection = await admission?.refusalFor(guildId, settings);
  if (rejection?.kind === 'server-waiting') return 'waiting';
  return rejection?.kind === 'server-not-served' ? 'unserved' : 'served';
}

function nextExpiring(grants: readonly Grant[]): CreditsInfo['expiring'] {
  const [next] = grants
    .flatMap(({ kind, available: credits, expiresAtMs: atMs }) =>
      kind === 'monthly' || credits === 0 || atMs === null ? [] : [{ credits, atMs }],
    )
    .toSorted((one, other) => one.atMs - other.atMs);
  return next ?? null;
}

/** The start of a UTC day, or now if it is today. Null for a past or very distant day. */
function beginsAtMs(day: string, nowMs: number): number | null {
  const atMs = isDay(day) ? Date.parse(day) : Number.NaN;
  const isNear = day >= dayAt(nowMs, 'UTC') && atMs <= nowMs + AHEAD_MAX_DAYS * DAY_MS;
  return isNear ? Math.max(nowMs, atMs) : null;
}

function daysUntil(toDay: string, count: number): UsageReport['range'] & { days: string[] } {
  const lastMs = Date.parse(toDay);
  const days = Array.from({ length: count }, (_, i) =>
    new Date(lastMs - (count - 1 - i) * DAY_MS).toISOString().slice(0, 10),
  );
  return { fromDay: days[0] ?? toDay, toDay, days };
}

function reportOf(
  { days, ...range }: ReturnType<typeof daysUntil>,
  byDay: UsageReport['byDay'],
  byMember: UsageReport['byMember'],
): UsageReport {
  const sum = (pick: (row: UsageReport['byDay'][number]) => number) =>
    byDay.reduce((total, row) => total + pick(row), 0);
  return {
    range,
    days,
    byDay,
    byMember,
    credits: sum(({ credits }) => credits),
    jobs: sum(({ jobs }) => jobs),
  };
}
