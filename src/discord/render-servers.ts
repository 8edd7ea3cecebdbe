/** `/operator servers`: what each server has left, as a list and as a table. */
import type { APIEmbed } from 'discord-api-types/v10';
import { csvCell } from '#application/charge-text.ts';
import type { Account } from '#domain/credits.ts';
import type { GuildId } from '#domain/ids.ts';
import type { Attachment } from '#ports/messenger.ts';
import { amountText } from './credits-text.ts';
import { displayPrompt } from './display-prompt.ts';
import { COLORS, embed } from './embed.ts';

const NAME_CHARACTERS_MAX = 60;

/** Names as far as they are known. */
type Names = ReadonlyMap<GuildId, string>;

/** A page of servers, each with its name and the id that the other subcommands want. */
export function serversEmbed(accounts: readonly Account[], names: Names): APIEmbed {
  const last = accounts.at(-1);
  return embed({
    title: 'Servers',
    description:
      last === undefined
        ? 'No server has used the bot yet, or none after that one.'
        : [
            ...accounts.map((account) => serverLine(account, names)),
            '',
            `-# More: \`/operator servers after:${last.guildId}\``,
          ].join('\n'),
    color: COLORS.plain,
  });
}

function serverLine({ guildId, available, reserved, spent, period }: Account, names: Names) {
  const held = reserved === 0 ? '' : `, ${amountText(reserved)} held`;
  return (
    `**${nameText(names.get(guildId))}** \`${guildId}\`\n` +
    `${amountText(available)} left${held}, ${amountText(spent)} spent, ${period}`
  );
}

/** A server that has no name is one that the bot cannot see: most likely it was removed there. */
function nameText(name: string | undefined): string {
  return name === undefined
    ? 'Name unknown: the bot may have left'
    : displayPrompt(name, NAME_CHARACTERS_MAX);
}

/** The same page as a table. */
export function serversCsv(accounts: readonly Account[], names: Names): Attachment {
  const lines = accounts.map(({ guildId, available, reserved, spent, period }) =>
    [guildId, names.get(guildId) ?? '', available, reserved, spent, period].map(csvCell).join(','),
  );
  const text = ['server,server_name,available,reserved,spent,period', ...lines, ''].join('\n');
  return { bytes: Buffer.from(text), mediaType: 'text/csv' };
}
