/**
 * The chart of `/usage`: a bar for each day, coloured by action, and the most active members. It relies on echarts for
 * SVG without a browser, and on sharp for rasterising. All names and translated texts are passed in.
 */
import { init } from 'echarts';
import type { UsageReport } from '#domain/usage.ts';
import type { Theme, UsageGroup, UsageWords } from '#ports/charts.ts';
import type { Attachment } from '#ports/messenger.ts';
import { sharp } from './sharp.ts';

/** Discord shows pictures in embeds about 500 points wide: text must be legible at that size. */
const WIDTH = 660;
/** The top of the members' part; above are the days. */
const MEMBERS_TOP = 404;
const MEMBER_HEIGHT = 30;
const BOTTOM = 20;
/** For screens with a pixel ratio of 2. */
const SCALE = 2;
const MEMBERS_MAX = 8;
/** Longer names would push the bars out of the picture. */
const NAME_CHARACTERS_MAX = 18;
const FONT = 'DejaVu Sans, Noto Sans, Arial';
/** Han unification: these languages draw the same characters differently. */
const EAST_ASIAN: { readonly [language: string]: string } = {
  ja: 'Noto Sans CJK JP',
  ko: 'Noto Sans CJK KR',
  'zh-CN': 'Noto Sans CJK SC',
};

/** Discord's own backgrounds, so that the picture has no visible edge. */
const PAINTS = {
  light: { ground: '#ffffff', text: '#313338', faint: '#6d6f78', line: '#e3e5e8', bar: '#5865f2' },
  dark: { ground: '#2b2d31', text: '#f2f3f5', faint: '#b5bac1', line: '#3f4147', bar: '#7983f5' },
} as const satisfies Record<Theme, Record<string, string>>;

/** The groups of daily usage; the colours are distinguishable with colour blindness. */
const GROUPS = [
  { group: 'grids', colours: { light: '#4e79d8', dark: '#7aa0f0' }, has: () => true },
  {
    // Including zooms, pans and squares.
    group: 'variations',
    colours: { light: '#e0912f', dark: '#f0ae5a' },
    has: (action: string) => /^(?:vary|zoom|pan|square)/.test(action),
  },
  {
    group: 'upscales',
    colours: { light: '#3a9d6e', dark: '#62c796' },
    has: (action: string) => action.startsWith('upscale'),
  },
  {
    group: 'videos',
    colours: { light: '#b94f8f', dark: '#e07fba' },
    has: (action: string) => /^(?:animate|extend)/.test(action),
  },
  {
    group: 'texts',
    colours: { light: '#8a8d96', dark: '#a9adb8' },
    has: (action: string) => action === 'describe' || action === 'shorten',
  },
] as const;

/** Draws the report; deterministic. */
export async function drawUsage(
  report: UsageReport,
  theme: Theme,
  words: UsageWords,
): Promise<Attachment> {
  const height = MEMBERS_TOP + membersOf(report).length * MEMBER_HEIGHT + BOTTOM;
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  chart.setOption(optionsOf(report, theme, words));
  const svg = chart.renderToSVGString();
  chart.dispose();
  const bytes = await sharp(Buffer.from(svg), { density: 72 * SCALE })
    .resize(WIDTH * SCALE, height * SCALE)
    .png()
    .toBuffer();
  return { bytes, mediaType: 'image/png' };
}

function membersOf({ byMember }: UsageReport): UsageReport['byMember'] {
  return byMember.slice(0, MEMBERS_MAX);
}

function groupOf(action: string): UsageGroup {
  return GROUPS.findLast(({ has }) => has(action))?.group ?? GROUPS[0].group;
}

function optionsOf(report: UsageReport, theme: Theme, words: UsageWords) {
  const paint = PAINTS[theme];
  const font = `${FONT}, ${EAST_ASIAN[words.language] ?? EAST_ASIAN['zh-CN']}, sans-serif`;
  const figure = (value: number): string => value.toLocaleString(words.language);
  const used = GROUPS.filter(({ group }) =>
    report.byDay.some(({ action, credits }) => groupOf(action) === group && credits > 0),
  );
  const members = membersOf(report).toReversed();
  const axis = {
    axisLine: { lineStyle: { color: paint.line } },
    axisTick: { show: false },
    axisLabel: { color: paint.faint, fontFamily: font, fontSize: 13 },
  };
  const figures = {
    ...axis,
    type: 'value',
    minInterval: 1,
    axisLabel: { ...axis.axisLabel, formatter: figure },
  } as const;
  const title = { color: paint.text, fontFamily: font, fontSize: 17, fontWeight: 'bold' } as const;
  return {
    animation: false,
    backgroundColor: paint.ground,
    textStyle: { fontFamily: font },
    title: [
      { text: words.title, left: 24, top: 18, textStyle: title },
      ...(members.length === 0
        ? []
        : [{ text: words.members, left: 24, top: 364, textStyle: title }]),
    ],
    legend: {
      data: used.map(({ group }) => words.groups[group]),
      left: 24,
      top: 48,
      icon: 'roundRect',
      itemWidth: 14,
      itemHeight: 14,
      itemGap: 18,
      textStyle: { color: paint.text, fontFamily: font, fontSize: 14 },
    },
    grid: [
      { left: 66, right: 24, top: 92, height: 230 },
      { left: 176, right: 70, top: MEMBERS_TOP, height: members.length * MEMBER_HEIGHT },
    ],
    xAxis: [
      { ...axis, type: 'category', gridIndex: 0, data: report.days.map((day) => day.slice(5)) },
      { ...figures, gridIndex: 1, splitLine: { show: false }, axisLabel: { show: false } },
    ],
    yAxis: [
      { ...figures, gridIndex: 0, splitLine: { lineStyle: { color: paint.line } } },
      {
        ...axis,
        type: 'category',
        gridIndex: 1,
        data: members.map(({ userName }) => shortened(userName)),
        axisLabel: { color: paint.text, fontFamily: font, fontSize: 14 },
      },
    ],
    series: [
      ...used.map(({ group, colours }) => ({
        name: words.groups[group],
        type: 'bar',
        stack: 'days',
        itemStyle: { color: colours[theme] },
        data: report.days.map((day) => creditsOn(report, day, group)),
      })),
      {
        type: 'bar',
        xAxisIndex: 1,
        yAxisIndex: 1,
        barMaxWidth: 22,
        itemStyle: { color: paint.bar, borderRadius: [0, 4, 4, 0] },
        label: {
          show: true,
          position: 'right',
          color: paint.text,
          fontFamily: font,
          fontSize: 14,
          formatter: ({ value }: { readonly value?: unknown }) => figure(Number(value)),
        },
        data: members.map(({ credits }) => credits),
      },
    ],
  } as const;
}

function creditsOn({ byDay }: UsageReport, day: string, group: UsageGroup): number {
  return byDay
    .filter((row) => row.day === day && groupOf(row.action) === group)
    .reduce((sum, { credits }) => sum + credits, 0);
}

function shortened(name: string): string {
  const characters = [...name];
  return characters.length <= NAME_CHARACTERS_MAX
    ? name
    : `${characters.slice(0, NAME_CHARACTERS_MAX - 1).join('')}…`;
}
