/**
 * The page's WebSocket: one visitor acting as one person. It relies on `createPerson` for every
 * act, so the page can do exactly what tests can. It never decides what Discord would allow.
 */
import type { WebSocket } from 'ws';
import type { Discord } from '#playground/discord/discord.ts';
import { DiscordError } from '#playground/discord/discord-error.ts';
import type { Gateway } from '#playground/discord/gateway/gateway.ts';
import type { Act } from '#playground/discord/people/act.ts';
import { PersonCannot } from '#playground/discord/people/person-cannot.ts';
import { isLocale, speak } from '#playground/discord/people/speak.ts';
import { createPerson } from '#playground/discord/person.ts';
import { mayIn } from '#playground/discord/rules/permissions.ts';
import { renderChannel } from '#playground/discord/state/render-place.ts';
import { renderUser } from '#playground/discord/state/render-user.ts';
import { deleteMessage } from '#playground/discord/state/write-message.ts';
import type {
  PageEvent,
  Person as PagePerson,
  PageRequest,
  PageWelcome,
} from '#playground/page/protocol.ts';
import { isActRequest, pageAct } from './page-act.ts';
import { pageGuild } from './page-guild.ts';
import { pageNews } from './page-news.ts';
import { pageRequestSchema } from './page-request-schema.ts';

/** How long an act's answer is awaited; Discord's own deadline of 3 s ends the wait before. */
const settleTimeoutMs = 30_000;

const peopleOf = (discord: Discord): readonly PagePerson[] =>
  discord.world.people.flatMap(({ userId, role }) => {
    const account = discord.world.accounts.get(userId);
    return account === undefined
      ? []
      : [{ user: renderUser(account), role, locale: account.locale }];
  });

const ready = (discord: Discord, me: PagePerson, welcome: PageWelcome | null): PageEvent => {
  const bot = discord.world.accounts.get(discord.world.botId);
  return {
    type: 'ready',
    me,
    people: peopleOf(discord),
    bot: bot === undefined ? null : renderUser(bot),
    guilds: [...discord.world.guilds.keys()].flatMap(
      (id) => pageGuild(discord, id, me.user.id) ?? [],
    ),
    directMessages: [...discord.world.channels.values()]
      .filter((channel) => channel.kind === 'direct' && channel.personId === me.user.id)
      .map((channel) => renderChannel(discord.world, channel, me.user.id)),
    ...(welcome === null ? {} : { welcome }),
  };
};

/** Serves visitors; what they dismissed stays dismissed when they switch person and back. */
export const createLive = (discord: Discord, gateway: Gateway, welcome: PageWelcome | null) => {
  const dismissed = new Set<string>();

  return (socket: WebSocket, url: URL): void => {
    const asked = url.searchParams.get('user');
    const find = () => {
      const people = peopleOf(discord);
      return people.find(({ user, role }) => user.id === asked || role === asked) ?? people[0];
    };
    const locale = url.searchParams.get('locale') ?? '';
    const found = find();
    if (found !== undefined && isLocale(locale)) speak(discord, found.user.id, locale);
    const me = find();
    if (me === undefined) {
      socket.close(1008, 'There is nobody to act as.');
      return;
    }
    const userId = me.user.id;
    const person = createPerson(discord, userId);
    const acts = new Map<string, string>();
    const say = (event: PageEvent) => {
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(event));
    };

    const follow = async (nonce: string, act: Act): Promise<void> => {
      say({ type: 'act-state', nonce, state: 'waiting' });
      const state = await act.settled({ timeoutMs: settleTimeoutMs });
      if (state.kind === 'failed') {
        say({ type: 'act-state', nonce, state: 'failed', detail: state.reason });
        return;
      }
      const modal = act.modal();
      if (modal !== null) say({ type: 'modal-opened', nonce, modal });
      const choices = act.choices();
      if (choices !== null) {
        say({
          type: 'choices',
          nonce,
          choices: choices.map(({ name, value }) => ({ name, value })),
        });
      }
      say({ type: 'act-state', nonce, state: 'done' });
    };

    const perform = async (request: PageRequest): Promise<void> => {
      if (isActRequest(request)) {
        const interactionOf = (nonce: string) => acts.get(nonce);
        const asAct = pageAct(request, { interactionOf, fileId: discord.mint.snowflake });
        const act = await person.begin(asAct);
        acts.set(request.nonce, act.interactionId);
        return follow(request.nonce, act);
      }
      const { channelId } = request;
      if (request.type === 'open-channel') {
        const messages = person.sees(channelId).filter((message) => !dismissed.has(message.id));
        say({ type: 'history', channelId, messages });
      } else if (request.type === 'send-message') {
        person.send(channelId, request.content);
      } else if (request.type === 'react') {
        const { messageId: id, emoji, present } = request;
        person.react({ id, channel_id: channelId }, emoji, present);
      } else if (request.type === 'dismiss') {
        dismissed.add(request.messageId);
        say({ type: 'message-deleted', channelId, messageId: request.messageId });
      } else removeAsPerson(discord, userId, channelId, request.messageId);
    };

    const receive = async (text: string): Promise<void> => {
      const request = pageRequestSchema.safeParse(parseJson(text));
      if (!request.success) {
        say({ type: 'notice', text: `The page said something unknown: ${request.error.message}` });
        return;
      }
      try {
        await perform(request.data);
      } catch (error) {
        if (!(error instanceof PersonCannot || error instanceof DiscordError)) throw error;
        if (isActRequest(request.data)) {
          const { nonce } = request.data;
          say({ type: 'act-state', nonce, state: 'failed', detail: error.message });
        } else say({ type: 'notice', text: error.message });
      }
    };

    const stopListening = discord.events.listen((event) => {
      for (const news of pageNews(discord, event, userId)) say(news);
    });
    socket.on('close', stopListening);
    socket.on('error', () => socket.terminate());
    socket.on('message', (bytes) => {
      receive(bytes.toString()).catch((error: unknown) => {
        say({ type: 'notice', text: `The playground itself failed: ${String(error)}` });
      });
    });
    say(ready(discord, me, welcome));
    say({ type: 'bot-state', connected: gateway.isConnected() });
  };
};

const removeAsPerson = (
  discord: Discord,
  userId: string,
  channelId: string,
  messageId: string,
): void => {
  const channel = discord.world.channels.get(channelId);
  const message = discord.messages.get(channelId, messageId);
  if (channel === undefined || message === null)
    throw new PersonCannot('There is no such message.');
  const may =
    message.authorId === userId || mayIn(discord.world, channel, userId, 'ManageMessages');
  if (!may) throw new PersonCannot('Only its author or a moderator may delete this message.');
  deleteMessage(discord, message);
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};
