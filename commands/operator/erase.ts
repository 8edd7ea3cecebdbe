/** `/operator erase`: erases all personal data of one person or one server. */
import type { InteractionContext } from '#discord/commands/command.ts';
import type { CommandInteraction } from '#discord/gateway/interaction.ts';
import type { Reply } from '#discord/replies/show-reply.ts';
import { COLORS, embedMessage } from '#discord/screens/embed.ts';
import type { ErasureSubject } from '#ports/retention-store.ts';
import { personId } from './person-id.ts';
import { serverId, whichServer } from './which-server.ts';

/** Erases if exactly one of the two is named and the operator confirmed. */
export async function eraseAnswer(
  { application, guildNames }: InteractionContext,
  { id, user, options, translator }: CommandInteraction,
): Promise<Reply> {
  const { say } = translator;
  const reply = (title: string, description: string, color: number): Reply => ({
    kind: 'message',
    visibility: 'stealth',
    message: embedMessage({ title, description, color }),
  });
  const whose = subjectOf(options);
  if (whose === null) {
    return reply(say('change.none'), say('operator.erase-invalid'), COLORS.warning);
  }
  const sources = { service: application.credits, names: guildNames };
  const server =
    whose.kind === 'server' ? await whichServer(sources, translator, whose.guildId) : null;
  if (server?.kind === 'refused') return reply(say('change.none'), server.why, COLORS.warning);
  if (options.get('sure') !== true) {
    return reply(say('change.none'), say('privacy.not-sure'), COLORS.warning);
  }
  const { kind, jobs } = await application.privacy.erase(whose, {
    userId: user.id,
    interactionId: id,
  });
  const title = [say('operator.erased.title'), ...(server === null ? [] : [server.label])];
  return kind === 'erased'
    ? reply(
        title.join(' · '),
        say('operator.erased', { jobs }),
        jobs === 0 ? COLORS.warning : COLORS.success,
      )
    : reply(say('change.none'), say('operator.erase-unfinished', { jobs }), COLORS.warning);
}

function subjectOf(options: CommandInteraction['options']): ErasureSubject | null {
  const [server, person] = [options.get('server'), options.get('person')];
  if (server !== undefined && person !== undefined) return null;
  const guildId = serverId(server);
  if (guildId !== null) return { kind: 'server', guildId };
  const id = personId(person);
  return id === null ? null : { kind: 'person', userId: id };
}
