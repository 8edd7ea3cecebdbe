/** `/operator member`: blocks or unblocks a person in all servers. */
import type { InteractionContext } from '#discord/commands/command.ts';
import type { CommandInteraction } from '#discord/gateway/interaction.ts';
import type { Reply } from '#discord/replies/show-reply.ts';
import { COLORS, embedMessage } from '#discord/screens/embed.ts';
import { personLabel } from '#discord/screens/person-label.ts';
import { unchangedEmbed } from '#discord/screens/render-done.ts';
import { personId } from './person-id.ts';

/** Blocks or unblocks the person; idempotent. */
export async function memberAnswer(
  { application }: Pick<InteractionContext, 'application'>,
  { id, user, options, translator }: CommandInteraction,
): Promise<Reply> {
  const { say } = translator;
  const person = personId(options.get('person'));
  const isBlocked = options.get('blocked') === true;
  const refusal = (description: string): Reply => ({
    kind: 'refusal',
    embed: unchangedEmbed(translator, description),
  });
  if (person === null) return refusal(say('operator.person-invalid'));
  const by = { userId: user.id, interactionId: id };
  const isChanged = await application.moderation.blockMember(person, isBlocked, by);
  if (!isChanged) {
    const who = personLabel(person);
    return refusal(isBlocked ? say('quota.unchanged') : say('operator.not-blocked', { who }));
  }
  const message = embedMessage({
    title: isBlocked ? say('operator.blocked.title') : say('operator.unblocked.title'),
    description: isBlocked
      ? say('operator.member-blocked', { person: personLabel(person) })
      : say('operator.member-unblocked', { person: personLabel(person) }),
    color: COLORS.success,
  });
  return { kind: 'message', visibility: 'stealth', message };
}
