/** `/operator erase`: everything personal of one person or one server. */
import type { InteractionContext } from '#discord/commands/command.ts';
import type { CommandInteraction } from '#discord/gateway/interaction.ts';
import type { Reply } from '#discord/replies/reply-when-ready.ts';
import { MENTIONING_NOBODY } from '#discord/rest/allowed-mentions.ts';
import { COLORS, embed } from '#discord/screens/embed.ts';
import { guildId, userId } from '#domain/ids.ts';
import type { Whose } from '#ports/retention-store.ts';

const ID = /^\d{15,20}$/;

/** Erases it where exactly one of the two is named, and whoever asks is sure. */
export async function eraseAnswer(
  { application }: InteractionContext,
  { options, translator: { say } }: CommandInteraction,
): Promise<Reply> {
  const reply = (title: string, description: string, color: number): Reply => ({
    kind: 'message',
    visibility: 'stealth',
    message: {
      embeds: [embed({ title, description, color })],
      allowed_mentions: MENTIONING_NOBODY,
    },
  });
  const whose = whoseOf(options);
  if (whose === null) {
    return reply(say('change.none'), say('operator.erase-invalid'), COLORS.warning);
  }
  if (options.get('sure') !== true) {
    return reply(say('change.none'), say('privacy.not-sure'), COLORS.warning);
  }
  const { kind, jobs } = await application.privacy.erase(whose);
  return kind === 'erased'
    ? reply(say('operator.erased.title'), say('operator.erased', { jobs }), COLORS.success)
    : reply(say('change.none'), say('operator.erase-unfinished', { jobs }), COLORS.warning);
}

function whoseOf(options: CommandInteraction['options']): Whose | null {
  const [server, person] = ['server', 'person'].map((name) =>
    String(options.get(name) ?? '').trim(),
  );
  if (server === undefined || person === undefined) return null;
  if (ID.test(server) && person === '') return { kind: 'server', guildId: guildId(server) };
  return ID.test(person) && server === '' ? { kind: 'person', userId: userId(person) } : null;
}
