/**
 * What each subcommand of `/operator` does, as the message that answers it. Whoever calls this has
 * checked that an operator asks; amounts, days and places are checked here, whatever Discord lets
 * through. Nothing here shows a prompt.
 */
import type { APIEmbed } from 'discord-api-types/v10';
import { CHARGE_HEADER, chargeCsv, csvCell } from '#application/charge-text.ts';
import type { Asking, CreditDesk, MoneyOutcome } from '#application/credit-desk.ts';
import { CREDITS_MAX } from '#domain/credits.ts';
import type { QuotaSettings } from '#domain/guild-settings.ts';
import { type GuildId, guildId } from '#domain/ids.ts';
import { isDay, isTimeZone } from '#domain/period.ts';
import type { Attachment } from '#ports/messenger.ts';
import { amountText, creditsText } from './credits-text.ts';
import { COLORS, embed } from './embed.ts';
import type { GuildNames } from './guild-names.ts';
import type { CommandInteraction } from './interaction.ts';
import { quotaEmbed } from './render-quota.ts';
import { serversCsv, serversEmbed } from './render-servers.ts';

/** An answer, with a file where there is one. */
export type OperatorAnswer = {
  readonly embed: APIEmbed;
  readonly file?: Attachment & { readonly fileName: string };
};

/** What operators are told from, and what their servers are called. */
type Sources = { readonly desk: CreditDesk; readonly names: GuildNames };

type Options = CommandInteraction['options'];

const done = (title: string, description: string): OperatorAnswer => ({
  embed: embed({ title, description, color: COLORS.success }),
});
const refused = (description: string): OperatorAnswer => ({
  embed: embed({ title: 'Nothing was changed', description, color: COLORS.warning }),
});

/** Does what the subcommand says. */
export async function runOperator(
  sources: Sources,
  { subcommand, options, user, id }: CommandInteraction,
): Promise<OperatorAnswer> {
  const { desk } = sources;
  const by: Asking = { userId: user.id, interactionId: id };
  if (subcommand === 'servers') return servers(sources, serverOf(options, 'after'));
  if (subcommand === 'export') return exportCharges(sources, options);
  const server = serverOf(options, 'server');
  if (server === null) return refused('A server’s id has 15 to 20 digits.');
  const reason = String(options.get('reason') ?? '').trim();
  switch (subcommand) {
    case 'grant': {
      const kind = options.get('kind') === 'top-up' ? 'top-up' : 'gift';
      const given = options.get('days');
      const days = typeof given === 'number' ? given : null;
      const amount = Number(options.get('amount'));
      const from = options.get('from');
      const fromDay = typeof from === 'string' ? from : null;
      const wish = { guildId: server, kind, amount, fromDay, days, reason } as const;
      const when = fromDay === null ? 'given' : `given from ${fromDay} on`;
      return moneyAnswer(await desk.grant(wish, by), server, `${creditsText(amount)} ${when}`);
    }
    case 'adjust': {
      const amount = Number(options.get('amount'));
      const outcome = await desk.adjust({ guildId: server, amount, reason }, by);
      return moneyAnswer(outcome, server, `Corrected by ${amountText(amount)}`);
    }
    case 'server':
      return showServer(sources, server, options, by);
    case 'block': {
      const isBlocked = options.get('blocked') === true;
      const why = isBlocked ? reason || 'no reason was given' : null;
      await desk.change(server, { kind: 'blocked', reason: why }, by);
      return done(
        isBlocked ? 'Blocked' : 'Unblocked',
        isBlocked
          ? `\`${server}\` starts nothing any more; what is in hand is finished. Its people read: ${why}`
          : `\`${server}\` may start jobs again.`,
      );
    }
    default:
      return refused('There is no such subcommand.');
  }
}

function moneyAnswer(outcome: MoneyOutcome, server: GuildId, what: string): OperatorAnswer {
  switch (outcome.kind) {
    case 'booked':
      return done(
        what,
        `\`${server}\` now has ${creditsText(outcome.account.available)} available.`,
      );
    case 'duplicate':
      return done('Done before', `\`${server}\` has ${creditsText(outcome.account.available)}.`);
    case 'not-enough':
      return refused(
        `\`${server}\` has only ${creditsText(outcome.account.available)} that are free; ` +
          `${amountText(outcome.account.reserved)} are held by jobs in hand.`,
      );
    case 'amount-invalid':
      return refused(`An amount is a whole number from 1 to ${amountText(CREDITS_MAX)}.`);
    case 'day-invalid':
      return refused('The first day is today or later, as `2026-12-01` (UTC), within ten years.');
    default:
      return outcome satisfies never;
  }
}

async function showServer(
  { desk, names }: Sources,
  server: GuildId,
  options: Options,
  by: Asking,
): Promise<OperatorAnswer> {
  const [monthly, rollover] = [options.get('monthly'), options.get('rollover')];
  const [anchorDay, timeZone] = [options.get('anchor_day'), options.get('time_zone')];
  if (typeof timeZone === 'string' && !isTimeZone(timeZone)) {
    return refused('There is no such time zone; names are like `Europe/Rome` or `UTC`.');
  }
  const numbers = [monthly, rollover, anchorDay].filter((value) => value !== undefined);
  if (!numbers.every((value) => Number.isSafeInteger(value) && Number(value) <= CREDITS_MAX)) {
    return refused('Quotas are whole numbers of credits.');
  }
  const quota: Partial<QuotaSettings> = {
    ...(typeof monthly === 'number' ? { monthlyCredits: monthly < 0 ? null : monthly } : {}),
    ...(typeof rollover === 'number' && rollover >= 0 ? { rolloverCredits: rollover } : {}),
    ...(typeof anchorDay === 'number' && anchorDay >= 1 && anchorDay <= 31 ? { anchorDay } : {}),
    ...(typeof timeZone === 'string' ? { timeZone } : {}),
  };
  if (Object.keys(quota).length > 0) await desk.change(server, { kind: 'quota', quota }, by);
  const name = (await names.read([server])).get(server);
  const title = name === undefined ? `Server ${server}` : `${name} (${server})`;
  return { embed: quotaEmbed(await desk.quota(server), title) };
}

async function servers({ desk, names }: Sources, after: GuildId | null): Promise<OperatorAnswer> {
  const accounts = await desk.servers(after);
  const known = await names.read(accounts.map(({ guildId: id }) => id));
  const shown = serversEmbed(accounts, known);
  if (accounts.length === 0) return { embed: shown };
  return { embed: shown, file: { ...serversCsv(accounts, known), fileName: 'servers.csv' } };
}

async function exportCharges({ desk, names }: Sources, options: Options): Promise<OperatorAnswer> {
  const [fromDay, toDay] = [String(options.get('from')), String(options.get('to'))];
  if (!isDay(fromDay) || !isDay(toDay) || fromDay > toDay) {
    return refused('Days are like `2026-11-01`, the first not after the last.');
  }
  const charges = await desk.charges({ fromDay, toDay });
  const known = await names.read(charges.map(({ guildId: id }) => id));
  const lines = charges.map(
    (charge) => `${chargeCsv(charge)},${csvCell(known.get(charge.guildId) ?? '')}`,
  );
  const text = [`${CHARGE_HEADER},server_name`, ...lines, ''].join('\n');
  return {
    embed: embed({
      title: `${amountText(charges.length)} ${charges.length === 1 ? 'job' : 'jobs'}`,
      description:
        `What the jobs accepted from ${fromDay} to ${toDay} (UTC) cost. ` +
        '`npm run export` on the machine itself writes any number of them.',
      color: COLORS.success,
    }),
    file: { bytes: Buffer.from(text), mediaType: 'text/csv', fileName: 'charges.csv' },
  };
}

function serverOf(options: Options, name: 'server' | 'after'): GuildId | null {
  const text = String(options.get(name) ?? '').trim();
  return /^\d{15,20}$/.test(text) ? guildId(text) : null;
}
