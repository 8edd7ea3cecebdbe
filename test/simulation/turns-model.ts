/**
 * Whose turn it is, by counting alone: of all servers where somebody may start, one with the fewest jobs in progress; there a
 * member with the fewest; of theirs the oldest job. It reads nothing of the store, and says what is wrong with a start.
 */
import type { Speed } from '#domain/speed.ts';

/** A job as the model knows it. */
export type CrowdJob = {
  readonly id: string;
  readonly guild: number;
  readonly member: string;
  readonly speed: Speed;
};

type Line = string[];
type Member = { inProgress: number; readonly lines: Record<Speed, Line> };
type Guild = { inProgress: number; readonly members: Map<string, Member> };

/** The dearest first. */
const SPEEDS = ['turbo', 'fast', 'relax'] as const satisfies readonly Speed[];

/** A model with nobody in it; a member has so many in progress at most. */
export function createTurnsModel(perMember: number) {
  const guilds = new Map<number, Guild>();
  /** By speed: servers where somebody may start, by how many they have in progress. */
  const may: Readonly<Record<Speed, Map<number, Set<number>>>> = {
    turbo: new Map(),
    fast: new Map(),
    relax: new Map(),
  };

  const guildOf = (number: number): Guild => {
    const known = guilds.get(number);
    if (known !== undefined) return known;
    const made: Guild = { inProgress: 0, members: new Map() };
    guilds.set(number, made);
    return made;
  };
  const memberOf = (guild: Guild, name: string): Member => {
    const known = guild.members.get(name);
    if (known !== undefined) return known;
    const made: Member = { inProgress: 0, lines: { turbo: [], fast: [], relax: [] } };
    guild.members.set(name, made);
    return made;
  };
  const mayStart = ({ inProgress, lines }: Member, speed: Speed) =>
    inProgress < perMember && lines[speed].length > 0;

  /** Does something to a server, and files it anew. */
  const change = (number: number, how: (guild: Guild) => void): void => {
    const guild = guildOf(number);
    for (const speed of SPEEDS) may[speed].get(guild.inProgress)?.delete(number);
    how(guild);
    for (const speed of SPEEDS) {
      if (![...guild.members.values()].some((member) => mayStart(member, speed))) continue;
      const same = may[speed].get(guild.inProgress) ?? new Set();
      same.add(number);
      may[speed].set(guild.inProgress, same);
    }
  };
  const fewest = (speed: Speed): number => {
    let least = Number.POSITIVE_INFINITY;
    for (const [inProgress, servers] of may[speed])
      if (servers.size > 0) least = Math.min(least, inProgress);
    return least;
  };

  return {
    accepted: ({ id, guild, member, speed }: CrowdJob): void =>
      change(guild, (one) => memberOf(one, member).lines[speed].push(id)),
    /** What was wrong with it, as sentences. */
    started: ({ id, guild, member, speed }: CrowdJob): readonly string[] => {
      const findings: string[] = [];
      const one = guildOf(guild);
      const own = memberOf(one, member);
      for (const faster of SPEEDS.slice(0, SPEEDS.indexOf(speed))) {
        if (fewest(faster) < Number.POSITIVE_INFINITY)
          findings.push(`${id}: ${faster} waits still`);
      }
      if (own.inProgress >= perMember)
        findings.push(`${id}: its member has ${own.inProgress} in progress`);
      if (one.inProgress > fewest(speed)) {
        findings.push(`${id}: its server has ${one.inProgress}, another ${fewest(speed)}`);
      }
      const least = Math.min(
        ...[...one.members.values()]
          .filter((each) => mayStart(each, speed))
          .map((each) => each.inProgress),
      );
      if (own.inProgress > least) findings.push(`${id}: another member has ${least} in progress`);
      if (own.lines[speed][0] !== id) findings.push(`${id}: an older one of its member waits`);
      change(guild, () => {
        own.lines[speed].splice(own.lines[speed].indexOf(id), 1);
        own.inProgress += 1;
        one.inProgress += 1;
      });
      return findings;
    },
    ended: ({ guild, member }: CrowdJob): void =>
      change(guild, (one) => {
        memberOf(one, member).inProgress -= 1;
        one.inProgress -= 1;
      }),
    /** A member's jobs that have not ended. */
    unfinished: ({ guild, member }: Pick<CrowdJob, 'guild' | 'member'>): number => {
      const { inProgress, lines } = memberOf(guildOf(guild), member);
      return inProgress + SPEEDS.reduce((sum, speed) => sum + lines[speed].length, 0);
    },
    /** Whether anybody may start. */
    anybody: (): boolean => SPEEDS.some((speed) => fewest(speed) < Number.POSITIVE_INFINITY),
  };
}
