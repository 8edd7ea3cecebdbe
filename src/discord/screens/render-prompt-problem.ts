/** Texts of prompt problems, in Midjourney's words where known. Each says what to do next. */
import { formatAspectRatio } from '#domain/prompt/aspect.ts';
import type { PromptProblem, UnrecognizedAdvice } from '#domain/prompt/problem.ts';
import { echoVersion, type Version, versionInProblems } from '#domain/prompt/version.ts';
import type { TextKey } from '#i18n/catalogues.ts';
import type { Translator } from '#i18n/translator.ts';
import { COLORS, type Notice } from './embed.ts';

type Kind = PromptProblem['kind'];
type Of<K extends Kind> = Extract<PromptProblem, { readonly kind: K }>;

/** Titles of problems that are not about a parameter. */
const TITLES: { readonly [K in Kind]?: TextKey } = {
  empty: 'prompt.empty.title',
  'edit-empty': 'prompt.empty.title',
  'edit-links': 'rejection.invalid-prompt',
  'edit-batch': 'rejection.invalid-prompt',
  'link-misplaced': 'rejection.invalid-prompt',
  'group-without-commas': 'rejection.invalid-prompt',
  'brace-unclosed': 'rejection.invalid-prompt',
  'multi-prompt': 'rejection.invalid-prompt',
  'weights-not-whole': 'rejection.invalid-prompt',
  'weights-not-positive': 'rejection.invalid-prompt',
  'too-many-options': 'rejection.invalid-request',
};

/** Above this the number of jobs is not shown. */
const COUNTED_MAX = 1_000_000;

const DESCRIPTIONS: { readonly [K in Kind]: (translator: Translator, problem: Of<K>) => string } = {
  unrecognized: (translator, { typed, advice }) => {
    const first = translator.say('prompt.unrecognized', {
      typed: translator.list(typed.map(quoted), 'comma'),
    });
    const lines =
      advice.length === 0
        ? [translator.say('prompt.advice.listed')]
        : advice.map((each) => adviceText(translator, each));
    return [first, ...new Set(lines)].join('\n');
  },
  incompatible: ({ say }, { parameter, version }) =>
    say('prompt.incompatible', { parameter, version: versionInProblems(version) }),
  'value-missing': ({ say }, { parameter, example }) =>
    say('prompt.value-missing', { parameter, example: quoted(example) }),
  'out-of-range': ({ say }, { parameter, minimum, maximum, version }) =>
    say('prompt.out-of-range', { parameter, minimum, maximum, ...modelOf(version) }),
  'not-whole': ({ say }, { parameter, range }) =>
    say('prompt.not-whole', {
      parameter,
      bounded: range === null ? 'no' : 'yes',
      minimum: range?.minimum ?? 0,
      maximum: range?.maximum ?? 0,
    }),
  'not-offered': ({ say, list }, { parameter, choices, version }) =>
    say('prompt.not-offered', { parameter, choices: list(choices, 'or'), ...modelOf(version) }),
  'not-a-ratio': ({ say }, { parameter, typed }) =>
    say('prompt.not-a-ratio', { parameter, typed: quoted(typed) }),
  'ratio-too-wide': ({ say }, { parameter, widest, version }) =>
    say('prompt.ratio-too-wide', {
      parameter,
      tallest: formatAspectRatio({ width: widest.height, height: widest.width }),
      widest: formatAspectRatio(widest),
      version: versionInProblems(version),
    }),
  'requirement-missing': ({ say }, { parameter, required }) =>
    say('prompt.requirement-missing', { parameter, required }),
  conflicting: ({ say }, { parameter, other }) => say('prompt.conflicting', { parameter, other }),
  'repeat-in-relax': ({ say }) => say('prompt.repeat-in-relax'),
  'too-many-links': ({ say }, { parameter, max }) =>
    say('prompt.too-many-links', { parameter, max }),
  'code-invalid': ({ say }, { typed }) => say('prompt.code-invalid', { typed: quoted(typed) }),
  'zoom-modal-only': ({ say }, { parameter }) => say('prompt.zoom-modal-only', { parameter }),
  'text-missing': ({ say }, { parameter }) => say('prompt.text-missing', { parameter }),
  'start-image-missing': ({ say }) => say('prompt.start-image-missing'),
  'turbo-video': ({ say }) => say('prompt.turbo-video'),
  'suffix-has-text': ({ say }) => say('prompt.suffix-has-text'),
  'too-long': ({ say }, { charactersMax }) => say('prompt.too-long', { charactersMax }),
  empty: ({ say }) => say('prompt.empty'),
  'single-image': ({ say }, { version }) =>
    say('prompt.single-image', { version: versionInProblems(version) }),
  'link-misplaced': ({ say }, { typed }) => say('prompt.link-misplaced', { typed: quoted(typed) }),
  'space-missing': ({ say }, { parameter }) => say('prompt.space-missing', { parameter }),
  'single-hyphen': ({ say }, { parameter, typed }) =>
    say('prompt.single-hyphen', { parameter, typed: quoted(typed) }),
  'group-without-commas': ({ say }, { typed, corrected: _ }) =>
    say('prompt.group-without-commas', {
      typed: quoted(typed),
      corrected: quoted(typed.replaceAll('|', ',')),
    }),
  'brace-unclosed': ({ say }) => say('prompt.brace-unclosed'),
  'multi-prompt': ({ say }, { version, newest }) =>
    say('prompt.multi-prompt', {
      version: versionInProblems(version),
      newest: `\`${echoVersion(newest)}\``,
    }),
  'weights-not-whole': ({ say }, { version }) =>
    say('prompt.weights-not-whole', { version: versionInProblems(version) }),
  'weights-not-positive': ({ say }) => say('prompt.weights-not-positive'),
  'too-many-jobs': ({ say }, { jobs, max }) =>
    say('prompt.too-many-jobs', { jobs, max, counted: jobs > COUNTED_MAX ? 'no' : 'yes' }),
  'batch-in-relax': ({ say }) => say('prompt.batch-in-relax'),
  'edit-empty': ({ say }) => say('prompt.edit-empty'),
  'edit-links': ({ say }) => say('prompt.edit-links'),
  'edit-batch': ({ say }) => say('prompt.edit-batch'),
  'option-name-invalid': ({ say }) => say('prompt.option-name-invalid'),
  'option-name-taken': ({ say }, { name }) => say('prompt.option-name-taken', { name }),
  'too-many-options': ({ say }, { max }) => say('prompt.too-many-options', { max }),
};

/** The notice about one problem. */
export function promptProblemNotice(translator: Translator, problem: PromptProblem): Notice {
  const title = TITLES[problem.kind] ?? 'prompt.invalid-parameter';
  return {
    title: translator.say(title),
    description: descriptionOf(problem.kind, translator, problem),
    color: COLORS.error,
  };
}

function descriptionOf<K extends Kind>(kind: K, translator: Translator, problem: Of<K>): string {
  return DESCRIPTIONS[kind](translator, problem);
}

function adviceText({ say }: Translator, advice: UnrecognizedAdvice): string {
  switch (advice.kind) {
    case 'link-wanted':
      return say('prompt.advice.link-wanted', {
        parameter: advice.parameter,
        example: quoted(advice.example),
      });
    case 'text-first':
      return say('prompt.advice.text-first');
    case 'name-after-dashes':
      return say('prompt.advice.name-after-dashes');
    case 'did-you-mean':
      return say('prompt.advice.did-you-mean', { parameter: advice.parameter });
    default:
      return advice satisfies never;
  }
}

/** The version, if the rule applies only to it. */
const modelOf = (version: Version | null) => ({
  scope: version === null ? 'all' : 'model',
  version: version === null ? '' : versionInProblems(version),
});

/** Typed text in backticks; its own backticks are replaced. */
function quoted(typed: string): string {
  const shown = [...typed.replaceAll('`', "'")];
  return `\`${shown.length > 100 ? `${shown.slice(0, 99).join('')}…` : shown.join('')}\``;
}
