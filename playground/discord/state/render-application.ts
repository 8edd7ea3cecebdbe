import type { Discord } from '#playground/discord/discord.ts';
import { renderUser } from './render-user.ts';

/** The application as its own bot is told about it. The document requires the nulls. */
export const renderApplication = (discord: Discord) => {
  const { world } = discord;
  const owner = world.people.find((person) => person.role === 'owner') ?? world.people[0];
  const account = world.accounts.get(owner?.userId ?? '');
  const bot = world.accounts.get(world.botId);
  return {
    id: world.applicationId,
    name: world.applicationName,
    icon: null,
    description: '',
    type: null,
    team: null,
    verify_key: discord.signing.publicKey,
    flags: 0,
    flags_new: '0',
    tags: [],
    eligible_oauth2_scopes: ['bot', 'applications.commands'],
    redirect_uris: [],
    interactions_endpoint_url: discord.endpoints.url('interactions'),
    role_connections_verification_url: null,
    event_webhooks_url: discord.endpoints.url('events'),
    event_webhooks_status: discord.endpoints.url('events') === null ? 1 : 2,
    explicit_content_filter: 0,
    bot_public: world.applicationIsPublic ?? false,
    bot_require_code_grant: false,
    max_participants: null,
    approximate_guild_count: world.guilds.size,
    approximate_user_install_count: 0,
    approximate_user_authorization_count: 0,
    integration_types_config: { 0: {}, 1: {} },
    ...(bot === undefined ? {} : { bot: renderUser(bot) }),
    ...(account === undefined ? {} : { owner: renderUser(account) }),
  };
};
