import type { FailureCause } from '#domain/failure-cause.ts';
import { formatAspectRatio } from '#domain/prompt/aspect.ts';
import type { Translator } from '#i18n/translator.ts';

/** A failure's known cause as a sentence. */
export function failureCauseText({ say, list }: Translator, cause: FailureCause): string {
  switch (cause.kind) {
    case 'picture-missing':
      return say('cause.picture-missing');
    case 'picture-too-old':
      return say('cause.picture-too-old', { vendorLabel: cause.vendorLabel });
    case 'not-a-video':
      return say('cause.not-a-video');
    case 'no-version':
      return say('cause.no-version', { vendorLabel: cause.vendorLabel });
    case 'words-missing':
      return say('cause.words-missing', { vendorLabel: cause.vendorLabel });
    case 'words-too-long': {
      const { vendorLabel, charactersMax, bytesMax } = cause;
      return say('cause.words-too-long', { vendorLabel, charactersMax, bytesMax });
    }
    case 'blend-count': {
      const { vendorLabel, minimum, maximum } = cause;
      return say('cause.blend-count', { vendorLabel, minimum, maximum });
    }
    case 'too-many-pictures':
      return say('cause.too-many-pictures', { vendorLabel: cause.vendorLabel, max: cause.max });
    case 'ratio-missing': {
      const { vendorLabel, ratios } = cause;
      const ratio = formatAspectRatio(cause.ratio);
      return say('cause.ratio-missing', { vendorLabel, ratios: list(ratios, 'or'), ratio });
    }
    case 'parameters-ignored': {
      const { vendorLabel, parameters } = cause;
      return say('unable.parameters-ignored', { vendorLabel, parameters: list(parameters) });
    }
    case 'between-steps': {
      const { vendorLabel, parameter, step, value, nearest } = cause;
      return say('cause.between-steps', { vendorLabel, parameter, step, value, nearest });
    }
    case 'made-before':
      return say('cause.made-before', { link: cause.link });
    case 'no-words':
      return say('cause.no-words');
    default:
      return cause satisfies never;
  }
}
