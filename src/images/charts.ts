import type { Charts } from '#ports/charts.ts';
import { drawUsage } from './usage-chart.ts';

/** The application's charts: drawn as SVG in this process, made a picture by sharp. */
export const charts: Charts = { drawUsage };
