/**
 * Runs the subcommands of `/operator` and returns the reply. The caller has checked that an operator is asking;
 * amounts, days and channels are validated here, independent of Discord. No reply contains a prompt.
 */
import { CHARGE_HEADER, chargeCsv, csvCell } from '#application/accounts/charge-text.ts';
import type { Actor, CreditService, MoneyOutcome } from '#application/accounts/credit-service.ts';
import type { Application } from '#application/application.ts';
import { quotaEmbed } from '#commands/quota/screen.ts';
import type { GuildNames } from '#discord/gateway/guild-names.ts';
import type { CommandInteraction } from '#discord/gateway/interaction.ts';
import { csvTable, cutLines } from '#discord/screens/csv-table.ts';
import { COLORS, embed } from '#discord/screens/embed.ts';
import { NO_REASON } from '#discord/screens/reason-text.ts';
import { approvedNotice, blockedNotice } from '#discord/screens/render-admission.ts';
import { unchangedEmbed } from '#discord/screens/render-done.ts';
import { timeText } from '#discord/screens/time-text.ts';
import { CREDITS_MAX } from '#domain/credits.ts';
import type { QuotaSettings } from '#domain/guild-settings.ts';
import { isDay, isTimeZone } from '#domain/period.ts';
import type { Translator } from '#i18n/translator.ts';
import type { OperatorAnswer } from './answer.ts';
import { auditLog } from './log.ts';
import { serversCsv, serversEmbed } from './servers-screen.ts';
import { serverId, type WhichServer, whichServer } from './which-server.ts';

/** The services behind the subcommands, and the servers' names. */
type Sources = {
  readonly service: CreditService;
  readonly renewPageLinks: Application['renewPageLinks'];
  readonly audit: Application['audit'];
  readonly names: GuildNames;
  readonly translator: Translator;
};

type Options = CommandInteraction['options'];

const done = (title: string, description: string): OperatorAnswer => ({
  embed: embed({ title, description, color: COLORS.success }),
});
const refused = (translator: Translator, description: string): OperatorAnswer => ({
  embed: unchangedEmbed(translator, description),
});

/** Runs the subcommand. */
export async function runOperator(
  { service, renewPageLinks, audit, names }: Omit<Sources, 'translator'>,
  { subcommand, options, user, id, guildId, translator, attachmentBytesMax }: CommandInteraction,
): Promise<OperatorAnswer> {
  const { say } = translator;
  const sources: Sources = { service, renewPageLinks, audit, names, translator };
  const by: Actor = { userId: user.id, interactionId: id };
  if (subcommand === 'servers') return servers(sources, options.get('after'));
  if (subcommand === 'log') {
    return auditLog({ audit, names }, { options, translator, guildId, attachmentBytesMax });
  }
  if (subcommand === 'export') return exportCharges(sources, options, attachmentBytesMax);
  const found = await whichServer(sources, translator, options.get('server'));
  if (found.kind === 'refused') return refused(translator, found.why);
  const { id: server, label } = found;
  const reason = String(options.get('reason') ?? '').trim();
  switch (subcommand) {
    case 'grant': {
      const kind = options.get('kind') === 'top-up' ? 'top-up' : 'gift';
      const given = options.get('days');
      const days = typeof given === 'number' ? given : null;
      const amount = Number(options.get('amount'));
      const from = options.get('from');
      const fromDay = typeof from === 'string' ? from : null;
      const grant = { guildId: server, kind, amount, fromDay, days, reason } as const;
      const what =
        fromDay === null
          ? say('operator.given', { credits: amount })
          : say('operator.given-from', { credits: amount, fromDay });
      const outcome = await service.grant(grant, by);
      const expiresAtMs = outcome.kind === 'booked' ? outcome.expiresAtMs : null;
      const notes =
        expiresAtMs === null
          ? []
          : [say('operator.expiring', { expiresAt: timeText(expiresAtMs, 'f') })];
      return moneyAnswer(translator, outcome, { server: label, what, notes });
    }
    case 'adjust': {
      const amount = Number(options.get('amount'));
      const outcome = await service.adjust({ guildId: server, amount, reason }, by);
      const what = say('operator.corrected', { credits: amount });
      return moneyAnswer(translator, outcome, { server: label, what });
    }
    case 'server':
      return showServer(sources, found, options, by);
    case 'approve': {
      const isChanged = await service.change(server, { kind: 'approved' }, by);
      if (!isChanged) return refused(translator, say('quota.unchanged'));
      return { embed: embed(approvedNotice(translator, label)) };
    }
    case 'links':
      await renewPageLinks(server, by);
      return done(
        say('operator.links-renewed.title'),
        say('operator.links-renewed', { server: label }),
      );
    case 'block': {
      const why = options.get('blocked') === true ? reason || NO_REASON : null;
      if (!(await service.change(server, { kind: 'blocked', reason: why }, by))) {
        const words =
          why === null ? say('operator.not-blocked', { who: label }) : say('quota.unchanged');
        return refused(translator, words);
      }
      return why === null
        ? done(say('operator.unblocked.title'), say('operator.unblocked', { server: label }))
        : { embed: embed(blockedNotice(translator, label, why)) };
    }
    default:
      return refused(translator, say('operator.unknown'));
  }
}

function moneyAnswer(
  translator: Translator,
  outcome: MoneyOutcome,
  {
    server,
    what,
    notes = [],
  }: { readonly server: string; readonly what: string; readonly notes?: readonly string[] },
): OperatorAnswer {
  const { say } = translator;
  switch (outcome.kind) {
    case 'booked': {
      const availableCredits = outcome.account.available;
      return done(
        what,
        [say('operator.now-has', { server, availableCredits }), ...notes].join('\n'),
      );
    }
    case 'duplicate': {
      const availableCredits = outcome.account.available;
      return done(
        say('operator.done-before.title'),
        say('operator.done-before', { server, availableCredits }),
      );
    }
    case 'not-enough':
      return refused(
        translator,
        say('operator.not-enough', {
          server,
          availableCredits: outcome.account.available,
          reservedCredits: outcome.account.reserved,
        }),
      );
    case 'amount-invalid':
      return refused(translator, say('operator.amount-invalid', { mostCredits: CREDITS_MAX }));
    case 'correction-invalid':
      return refused(translator, say('operator.correction-invalid', { mostCredits: CREDITS_MAX }));
    case 'day-invalid':
      return refused(translator, say('operator.first-day-invalid'));
    default:
      return outcome satisfies never;
  }
}

async function showServer(
  { service, translator }: Sources,
  { id: server, name, label }: Extract<WhichServer, { readonly kind: 'server' }>,
  options: Options,
  by: Actor,
): Promise<OperatorAnswer> {
  const [monthly, rollover] = [options.get('monthly'), options.get('rollover')];
  const [anchorDay, timeZone] = [options.get('anchor_day'), options.get('time_zone')];
  if (typeof timeZone === 'string' && !isTimeZone(timeZone)) {
    return refused(translator, translator.say('operator.time-zone-unknown'));
  }
  const numbers = [monthly, rollover, anchorDay].filter((value) => value !== undefined);
  if (!numbers.every((value) => Number.isSafeInteger(value) && Number(value) <= CREDITS_MAX)) {
    return refused(translator, translator.say('operator.quota-invalid'));
  }
  const quota: Partial<QuotaSettings> = {
    ...(typeof monthly === 'number' ? { monthlyCredits: monthly < 0 ? null : monthly } : {}),
    ...(typeof rollover === 'number' && rollover >= 0 ? { rolloverCredits: rollover } : {}),
    ...(typeof anchorDay === 'number' && anchorDay >= 1 && anchorDay <= 31 ? { anchorDay } : {}),
    ...(typeof timeZone === 'string' ? { timeZone } : {}),
  };
  const isAsked = Object.keys(quota).length > 0;
  const isChanged = isAsked && (await service.change(server, { kind: 'quota', quota }, by));
  const called = name === undefined ? translator.say('operator.server-title', { server }) : label;
  const asked = translator.say(isChanged ? 'operator.quota-set' : 'change.none');
  const title = isAsked ? `${asked} · ${called}` : called;
  const shown = quotaEmbed(translator, await service.quota(server), { title });
  return isAsked
    ? { embed: { ...shown, color: isChanged ? COLORS.success : COLORS.warning } }
    : { embed: shown };
}

async function servers(
  { service, names, translator }: Sources,
  given: unknown,
): Promise<OperatorAnswer> {
  const after = serverId(given);
  if (after === null && given !== undefined) {
    return refused(translator, translator.say('operator.server-invalid'));
  }
  const all = await names.all();
  const page = await service.servers(after, all?.keys() ?? []);
  const known = all ?? (await names.read(page.servers.map(({ guildId: id }) => id)));
  const shown = serversEmbed(translator, page, known);
  if (page.servers.length === 0) return { embed: shown };
  return { embed: shown, file: { ...serversCsv(page.servers, known), fileName: 'servers.csv' } };
}

async function exportCharges(
  { service, names, translator }: Sources,
  options: Options,
  bytesMax: number,
): Promise<OperatorAnswer> {
  const [fromDay, toDay] = [String(options.get('from')), String(options.get('to'))];
  if (!isDay(fromDay) || !isDay(toDay) || fromDay > toDay) {
    return refused(translator, translator.say('operator.days-invalid'));
  }
  const charges = await service.charges({ fromDay, toDay });
  const known = await names.read(charges.rows.map(({ guildId: id }) => id));
  const { attachment, cutAt } = csvTable(`${CHARGE_HEADER},server_name`, charges, {
    lineOf: (charge) => `${chargeCsv(charge)},${csvCell(known.get(charge.guildId) ?? '')}`,
    bytesMax,
  });
  const description = translator.say('operator.export', { fromDay, toDay });
  return {
    embed: embed({
      title: translator.say('operator.export.title', { jobs: cutAt ?? charges.rows.length }),
      description: [description, ...cutLines(translator, cutAt)].join('\n'),
      color: COLORS.success,
    }),
    file: { ...attachment, fileName: 'charges.csv' },
  };
}
