/** Checks the token, the application and its commands with Discord. Read-only. */
import { Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import type { Config } from '#config/config.ts';
import type { Command } from '#discord/commands/command.ts';
import { localizeCommand } from '#discord/commands/localize-command.ts';
import { hasSameCommands } from '#discord/commands/register.ts';
import type { DiscordRest } from '#discord/rest/discord-rest.ts';
import { endpointProblems } from '#operations/setup-problems.ts';
import { type Finding, ok, problem, warning } from './finding.ts';

/** Fewer remaining sessions today indicate a problem: a bot needs only a handful. */
const SESSIONS_FEW = 100;
const PORTAL = 'https://discord.com/developers/applications';

const applicationSchema = z.object({
  id: z.string(),
  name: z.string(),
  verify_key: z.string().nullish(),
  interactions_endpoint_url: z.string().nullish(),
});
const gatewaySchema = z.object({
  session_start_limit: z.object({ remaining: z.number(), total: z.number() }),
});
const commandsSchema = z.array(z.record(z.string(), z.unknown()));

/** The application; null if Discord did not respond, so that further checks are pointless. */
export type CheckedApplication = {
  readonly findings: readonly Finding[];
  readonly applicationId: string | null;
};

/** Checks token, application, intents and sessions. */
export async function checkApplication(
  rest: DiscordRest,
  config: Config,
): Promise<CheckedApplication> {
  const reply = await rest.ask({
    method: 'get',
    route: Routes.currentApplication(),
    as: 'bot',
    reads: applicationSchema,
  });
  if (reply.kind === 'failed') {
    const { detail } = reply.failure;
    const finding = detail.startsWith('401')
      ? problem(
          'discord.token',
          'Discord does not take DISCORD_TOKEN.',
          `Reset the token at ${PORTAL} (your application, Bot) and set DISCORD_TOKEN.`,
        )
      : problem(
          'discord.token',
          `Discord did not answer: ${detail}.`,
          'Check that this machine reaches discord.com, and https://discordstatus.com.',
        );
    return { findings: [finding], applicationId: null };
  }
  const { id, name, verify_key: publicKey, interactions_endpoint_url: endpoint } = reply.value;
  const intents = config.reactions ? 'two, for reactions, neither of them privileged' : 'none';
  const [wrong] = endpointProblems(config, {
    publicKey: publicKey ?? null,
    interactionsUrl: endpoint ?? null,
  });
  return {
    applicationId: id,
    findings: [
      ok('discord.token', `accepted, for the application ${name} (${id})`),
      wrong === undefined
        ? ok(
            'discord.application',
            `interactions arrive at ${config.discordPublicKey === null ? 'the gateway' : endpoint}`,
          )
        : problem(
            'discord.application',
            wrong,
            `The developer portal is at ${PORTAL}/${id}/information.`,
          ),
      ok('discord.intents', `the bot asks for ${intents}`),
      await checkSessions(rest),
    ],
  };
}

async function checkSessions(rest: DiscordRest): Promise<Finding> {
  const reply = await rest.ask({
    method: 'get',
    route: Routes.gatewayBot(),
    as: 'bot',
    reads: gatewaySchema,
  });
  if (reply.kind === 'failed') {
    return problem(
      'discord.gateway',
      `the gateway cannot be asked: ${reply.failure.detail}`,
      'Check https://discordstatus.com and try again.',
    );
  }
  const { remaining, total } = reply.value.session_start_limit;
  return remaining < SESSIONS_FEW
    ? warning(
        'discord.gateway',
        `${remaining} of ${total} sessions are left for today`,
        'Something restarts or loses its session again and again: look for the first error of its log.',
      )
    : ok('discord.gateway', `${remaining} of ${total} sessions are left for today`);
}

/** Compares the registered commands with those of this version. */
export async function checkCommands(
  rest: DiscordRest,
  applicationId: string,
  commands: ReadonlyMap<string, Command>,
): Promise<Finding> {
  const check = 'discord.commands';
  const reply = await rest.ask({
    method: 'get',
    route: Routes.applicationCommands(applicationId),
    as: 'bot',
    query: new URLSearchParams({ with_localizations: 'true' }),
    reads: commandsSchema,
  });
  if (reply.kind === 'failed') {
    return problem(check, `they cannot be read: ${reply.failure.detail}`, 'Try again.');
  }
  const definitions = [...commands.values()].map(({ data }) => localizeCommand(data));
  return hasSameCommands(reply.value, definitions)
    ? ok(check, `all ${definitions.length} are registered`)
    : problem(
        check,
        `Discord has ${reply.value.length} commands, and not the ${definitions.length} of this version.`,
        'Start the bot, or restart it: it registers its commands at each start.',
      );
}
