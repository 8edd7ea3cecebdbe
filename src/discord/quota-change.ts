/**
 * What a use of `/quota` asks to change, as values. Options come from outside: amounts are checked
 * again, and names that nobody knows are told instead of being dropped.
 */
import { isAmount } from '#domain/credits.ts';
import type { LimitSettings, SettingsChange } from '#domain/guild-settings.ts';
import { channelId, roleId, userId } from '#domain/ids.ts';
import { SPEEDS } from '#domain/speed.ts';
import { VERSION_NAMES } from '#domain/version-class.ts';
import type { CommandInteraction } from './interaction.ts';
import { NO_CAP } from './quota-command.ts';
import { readNames } from './read-names.ts';

/** Changes to make in this order, with what they are called; or what is wrong with the request. */
export type QuotaChange =
  | {
      readonly kind: 'changes';
      readonly changes: readonly SettingsChange[];
      readonly what: string;
    }
  | { readonly kind: 'problem'; readonly problem: string };

type Options = CommandInteraction['options'];

const changes = (what: string, ...list: readonly SettingsChange[]): QuotaChange =>
  list.length === 0
    ? { kind: 'problem', problem: 'Name at least one thing to set; `/quota show` shows them.' }
    : { kind: 'changes', changes: list, what };

const problem = (text: string): QuotaChange => ({ kind: 'problem', problem: text });

/** Reads a subcommand; null for one that changes nothing or is not known. */
export function quotaChange(subcommand: string | null, options: Options): QuotaChange | null {
  const cap = options.get('cap');
  if (cap !== undefined && !isCap(cap)) return problem(CAP_PROBLEM);
  switch (subcommand) {
    case 'set':
      return generalChange(options);
    case 'member': {
      if (cap === undefined) return problem(CAP_PROBLEM);
      const id = userId(String(options.get('member')));
      return changes('Limit set', { kind: 'member-cap', userId: id, cap: capOf(cap) });
    }
    case 'role': {
      const id = roleId(String(options.get('role')));
      const allowed = options.get('allowed');
      return changes(
        'Limits set',
        ...(cap === undefined ? [] : [{ kind: 'role-cap', roleId: id, cap: capOf(cap) } as const]),
        ...(typeof allowed === 'boolean'
          ? [{ kind: 'role-allowed', roleId: id, allowed } as const]
          : []),
      );
    }
    case 'channel': {
      const id = channelId(String(options.get('channel')));
      const allowed = options.get('allowed');
      return changes(
        'Limits set',
        ...(cap === undefined
          ? []
          : [{ kind: 'channel-cap', channelId: id, cap: capOf(cap) } as const]),
        ...(typeof allowed === 'boolean'
          ? [{ kind: 'channel-allowed', channelId: id, allowed } as const]
          : []),
      );
    }
    case 'reset':
      return changes('All limits taken away', { kind: 'limits-reset' });
    default:
      return null;
  }
}

function generalChange(options: Options): QuotaChange {
  const memberCap = options.get('member_cap');
  if (memberCap !== undefined && !isCap(memberCap)) return problem(CAP_PROBLEM);
  const speeds = readNames(String(options.get('speeds') ?? ''), SPEEDS);
  if (speeds.kind === 'unknown') {
    return problem(`There is no speed \`${speeds.name}\`; there are ${SPEEDS.join(', ')}.`);
  }
  const versions = readNames(String(options.get('versions') ?? ''), VERSION_NAMES);
  if (versions.kind === 'unknown') {
    return problem(
      `There is no version \`${versions.name}\`; there are ${VERSION_NAMES.join(', ')}.`,
    );
  }
  const [running, waiting] = [options.get('running'), options.get('waiting')];
  const [atZero, notices] = [options.get('at_zero'), options.get('notices')];
  const limits: Partial<LimitSettings> = {
    ...(memberCap === undefined ? {} : { memberCap: capOf(memberCap) }),
    ...(options.has('speeds') ? { speeds: speeds.names } : {}),
    ...(options.has('versions') ? { versions: versions.names } : {}),
    ...(isCount(running) && running > 0 ? { runningMax: running } : {}),
    ...(isCount(waiting) ? { waitingMax: waiting } : {}),
    ...(atZero === 'relax' || atZero === 'refuse' ? { atZero } : {}),
    ...(typeof notices === 'string' ? { noticeChannelId: channelId(notices) } : {}),
    ...(options.get('notices_off') === true ? { noticeChannelId: null } : {}),
  };
  const isEmpty = Object.keys(limits).length === 0;
  return changes('Limits set', ...(isEmpty ? [] : [{ kind: 'limits', limits } as const]));
}

const CAP_PROBLEM = 'A cap is a whole number of credits from 0 to 1,000,000,000, or -1 for none.';

type OptionValue = string | number | boolean;

const isCap = (value: OptionValue): value is number =>
  typeof value === 'number' && (value === 0 || value === NO_CAP || isAmount(value));
const capOf = (value: number): number | null => (value === NO_CAP ? null : value);
const isCount = (value: OptionValue | undefined): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
