/**
 * Detects unknown environment variables. A misspelled key would otherwise be ignored silently, and the demonstration
 * painter would respond in a real server.
 */
import { editDistance } from '#domain/prompt/nearest.ts';
import type { ConfigProblem } from './config-problems.ts';
import type { Environment } from './environment.ts';

/** The maximum edit distance: two, or one for short names. */
const TYPOS_MAX = 2;
const SHORT_NAME = 5;
/** Everything in the file is meant for the bot, so suggestions may be more distant. */
const FILE_SLIPS_MAX = 5;

/** Variables of Node, its libraries and containers. */
const WELL_KNOWN = new Set([
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY', 'FTP_PROXY'],
  ...['TZ', 'LANG', 'LANGUAGE', 'PATH', 'HOME', 'USER', 'TMPDIR', 'HOSTNAME', 'PORT', 'DEBUG'],
  ...['UV_THREADPOOL_SIZE', 'LD_PRELOAD', 'VIPS_CONCURRENCY'],
  ...['FORCE_COLOR', 'NO_COLOR', 'FONTCONFIG_PATH', 'FONTCONFIG_FILE'],
]);
const WELL_KNOWN_START = /^(?:NODE_|MALLOC_|NPM_|LC_|SSL_CERT_|OPENSSL_|COMPOSE_|DOCKER_|XDG_)/;

/**
 * Unknown names in the file, and names in the environment that are similar to a known one. Empty values count as
 * absent.
 */
export function unknownVariables(
  environment: Environment,
  fileNames: readonly string[],
  known: readonly string[],
): readonly ConfigProblem[] {
  const names = new Set(known);
  const inFile = new Set(fileNames);
  const isForeign = (name: string) =>
    !names.has(name) &&
    !WELL_KNOWN.has(name.toUpperCase()) &&
    !WELL_KNOWN_START.test(name.toUpperCase());
  const given = Object.keys(environment).filter((name) => environment[name]?.trim());
  return given.filter(isForeign).flatMap((variable): readonly ConfigProblem[] => {
    const near = nearest(variable, known);
    if (inFile.has(variable)) {
      const isGuess = near !== null && near.distance <= FILE_SLIPS_MAX;
      const advice = isGuess ? `did you mean ${near.name}?` : 'remove it from .env';
      return [{ variable, problem: `is not a setting of this bot; ${advice}` }];
    }
    if (near === null || near.distance > typosMax(near.name)) return [];
    return [{ variable, problem: `is not a setting of this bot; did you mean ${near.name}?` }];
  });
}

const typosMax = (name: string): number => (name.length <= SHORT_NAME ? 1 : TYPOS_MAX);

function nearest(variable: string, known: readonly string[]) {
  const upper = variable.toUpperCase();
  const [first] = known
    .filter((name) => Math.abs(name.length - upper.length) <= FILE_SLIPS_MAX)
    .map((name) => ({ name, distance: editDistance(upper, name) }))
    .sort((one, other) => one.distance - other.distance);
  return first ?? null;
}
