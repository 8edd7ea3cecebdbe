import type { UsageReport } from '#domain/usage.ts';
import type { Translator } from '#i18n/translator.ts';
import type { UsageWords } from '#ports/charts.ts';

/** The texts in the chart of `/usage`, in the language of its user. */
export function usageWords({ language, say }: Translator, report: UsageReport): UsageWords {
  const { range, credits, jobs } = report;
  const { fromDay, toDay } = range;
  return {
    language,
    title: say('chart.title', { credits, jobs, fromDay, toDay }),
    members: say('chart.members'),
    groups: {
      grids: say('chart.grids'),
      variations: say('chart.variations'),
      upscales: say('chart.upscales'),
      videos: say('chart.videos'),
      texts: say('chart.texts'),
    },
  };
}
