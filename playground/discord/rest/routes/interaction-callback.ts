import { answerInteraction } from '#playground/discord/rest/answer-interaction.ts';
import {
  noContent,
  ok,
  parameter,
  type Route,
  type RouteHandler,
} from '#playground/discord/rest/rest-request.ts';
import { showMessage } from '#playground/discord/state/show-message.ts';

const handle: RouteHandler = async (request, discord) => {
  const named = {
    id: parameter(request, 'interaction_id'),
    token: parameter(request, 'interaction_token'),
  };
  const given = await answerInteraction(discord, named, request.body, request.files);
  const { interaction, type, message } = given;
  if (request.query.get('with_response') !== 'true') return noContent;
  return ok({
    interaction: {
      id: interaction.id,
      type: interaction.type,
      ...(message === null ? {} : { response_message_id: message.id }),
      response_message_loading: type === 5,
      response_message_ephemeral: message !== null && message.visibleTo !== null,
      channel_id: interaction.channelId,
      ...(interaction.guildId === null ? {} : { guild_id: interaction.guildId }),
    },
    ...(message === null || (type !== 4 && type !== 7)
      ? {}
      : { resource: { type, message: showMessage(discord, message) } }),
  });
};

/** The first answer to an interaction. It is outside every rate limit. */
export const interactionCallbackRoutes: readonly Route[] = [
  {
    name: 'interaction-callback',
    method: 'POST',
    path: '/interactions/{interaction_id}/{interaction_token}/callback',
    bucket: null,
    needsBot: false,
    handle,
  },
];
