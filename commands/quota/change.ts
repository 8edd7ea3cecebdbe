/**
 * The changes requested by a use of `/quota`, as values. Options are external input: amounts are validated again, and
 * unknown names are reported instead of dropped.
 */

import type { CommandInteraction } from '#discord/gateway/interaction.ts';
import { isAmount } from '#domain/credits.ts';
import type { LimitSettings, SettingsChange } from '#domain/guild-settings.ts';
import { channelId, roleId, userId } from '#domain/ids.ts';
import { SPEEDS } from '#domain/speed.ts';
import { VERSION_NAMES } from '#domain/version-class.ts';
import { NO_CAP } from './options.ts';
import { readNames } from './read-names.ts';

/** Changes to apply in this order, or the problem with the request. */
export type QuotaChange =
  | {
      readonly kind: 'changes';
      readonly changes: readonly SettingsChange[];
      readonly what: 'one' | 'some' | 'reset';
    }
  | QuotaProblem;

/** The reason that nothing is changed. */
export type QuotaProblem =
  | { readonly kind: 'nothing-named' }
  | { readonly kind: 'cap-invalid' }
  /** Both a channel for notices and "none". */
  | { readonly kind: 'notices-contradict' }
  | { readonly kind: 'speed-unknown'; readonly name: string }
  | { readonly kind: 'version-unknown'; readonly name: string };

type Options = CommandInteraction['options'];

const some = (...changes: readonly SettingsChange[]): QuotaChange =>
  changes.length === 0 ? { kind: 'nothing-named' } : { kind: 'changes', changes, what: 'some' };

/** Parses a subcommand; null for one that changes nothing or is unknown. */
export function quotaChange(subcommand: string | null, options: Options): QuotaChange | null {
  const cap = options.get('cap');
  if (cap !== undefined && !isCap(cap)) return { kind: 'cap-invalid' };
  switch (subcommand) {
    case 'set':
      return generalChange(options);
    case 'member': {
      if (cap === undefined) return { kind: 'cap-invalid' };
      const id = userId(String(options.get('member')));
      const change = { kind: 'member-cap', userId: id, cap: capOf(cap) } as const;
      return { kind: 'changes', changes: [change], what: 'one' };
    }
    case 'role': {
      const id = roleId(String(options.get('role')));
      const allowed = options.get('allowed');
      return some(
        ...(cap === undefined ? [] : [{ kind: 'role-cap', roleId: id, cap: capOf(cap) } as const]),
        ...(typeof allowed === 'boolean'
          ? [{ kind: 'role-allowed', roleId: id, allowed } as const]
          : []),
      );
    }
    case 'channel': {
      const id = channelId(String(options.get('channel')));
      const allowed = options.get('allowed');
      return some(
        ...(cap === undefined
          ? []
          : [{ kind: 'channel-cap', channelId: id, cap: capOf(cap) } as const]),
        ...(typeof allowed === 'boolean'
          ? [{ kind: 'channel-allowed', channelId: id, allowed } as const]
          : []),
      );
    }
    case 'reset':
      return { kind: 'changes', changes: [{ kind: 'limits-reset' }], what: 'reset' };
    default:
      return null;
  }
}

function generalChange(options: Options): QuotaChange {
  const memberCap = options.get('member_cap');
  if (memberCap !== undefined && !isCap(memberCap)) return { kind: 'cap-invalid' };
  const speeds = readNames(String(options.get('speeds') ?? ''), SPEEDS);
  if (speeds.kind === 'unknown') return { kind: 'speed-unknown', name: speeds.name };
  const versions = readNames(String(options.get('versions') ?? ''), VERSION_NAMES);
  if (versions.kind === 'unknown') return { kind: 'version-unknown', name: versions.name };
  const [running, waiting] = [options.get('running'), options.get('waiting')];
  const [atZero, notices] = [options.get('at_zero'), options.get('notices')];
  const isOff = options.get('notices_off') === true;
  if (isOff && notices !== undefined) return { kind: 'notices-contradict' };
  const limits: Partial<LimitSettings> = {
    ...(memberCap === undefined ? {} : { memberCap: capOf(memberCap) }),
    ...(options.has('speeds') ? { speeds: speeds.names } : {}),
    ...(options.has('versions') ? { versions: versions.names } : {}),
    ...(isCount(running) && running > 0 ? { runningMax: running } : {}),
    ...(isCount(waiting) ? { waitingMax: waiting } : {}),
    ...(atZero === 'relax' || atZero === 'refuse' ? { atZero } : {}),
    ...(typeof notices === 'string' ? { noticeChannelId: channelId(notices) } : {}),
    ...(isOff ? { noticeChannelId: null } : {}),
  };
  const isEmpty = Object.keys(limits).length === 0;
  return some(...(isEmpty ? [] : [{ kind: 'limits', limits } as const]));
}

type OptionValue = string | number | boolean;

const isCap = (value: OptionValue): value is number =>
  typeof value === 'number' && (value === 0 || value === NO_CAP || isAmount(value));
const capOf = (value: number): number | null => (value === NO_CAP ? null : value);
const isCount = (value: OptionValue | undefined): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
