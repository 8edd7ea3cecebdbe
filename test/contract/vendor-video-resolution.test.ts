/** How fine videos are, as each vendor spells what its operator chose. */
import { expect, test } from 'vitest';
import { stepsOf } from '#test/fixtures/plans.ts';
import { createHttpVendor } from '#vendors/http-vendor.ts';
import acedata from '#vendors/specs/acedata/acedata.ts';
import apiframe from '#vendors/specs/apiframe/apiframe.ts';
import apimart from '#vendors/specs/apimart/apimart.ts';
import midapi from '#vendors/specs/midapi/midapi.ts';
import mjproxy from '#vendors/specs/mjproxy/mjproxy.ts';
import { configure, makeParent, openBench, requestFor, runPlan } from './vendor-bench.ts';

const VIDEO_VENDORS = { acedata, apiframe, apimart, midapi, mjproxy };

test.for([
  ['acedata', '480p', { resolution: '480p' }],
  ['acedata', '720p', { resolution: '720p' }],
  ['apiframe', '480p', { midjourneyVideoParams: { resolution: 'sd' } }],
  ['apiframe', '720p', { midjourneyVideoParams: { resolution: 'hd' } }],
  ['apimart', '480p', { video_type: 'vid_1.1_i2v_480' }],
  ['apimart', '720p', { video_type: 'vid_1.1_i2v_720' }],
  ['midapi', '480p', { taskType: 'mj_video' }],
  ['midapi', '720p', { taskType: 'mj_video_hd' }],
  ['mjproxy', '480p', { motion: 'low' }],
  ['mjproxy', '720p', { videoType: 'vid_1.1_i2v_720' }],
] as const)('%s in %s', async ([name, resolution, fields]) => {
  const variable = `${name.toUpperCase()}_VIDEO_RESOLUTION`;
  await using bench = await openBench(VIDEO_VENDORS[name], { [variable]: resolution });
  const parent = await makeParent(bench, 2);
  const { videos } = await runPlan(bench, requestFor('animate-low', { parent }));
  expect(videos?.length).toBeGreaterThan(0);
  const submitted = bench.emulator.requests.findLast(({ operation }) => operation === 'submit');
  expect(JSON.parse(submitted?.body ?? '{}')).toMatchObject(fields);
});

test('finer videos are dearer at APIMart, which names both prices', () => {
  const priceAt = (resolution: string, prompt = 'it runs') => {
    const configured = configure(apimart, 'http://127.0.0.1:9', 'key', {
      APIMART_VIDEO_RESOLUTION: resolution,
      APIMART_VIDEOS: '2',
    });
    const vendor = createHttpVendor(configured, { clock: { nowMs: () => 0 } });
    const request = requestFor('animate-low', { prompt, imageUrls: ['https://a.example/1.png'] });
    return stepsOf(vendor, request).map(({ price }) => price?.amount);
  };
  expect([priceAt('480p'), priceAt('720p')]).toEqual([[0.4], [0.8]]);
  // Each video is billed, however many the prompt asks for.
  expect([priceAt('480p', 'it runs --bs 1'), priceAt('480p', 'it runs --bs 4')]).toEqual([
    [0.2],
    [0.8],
  ]);
});

test('an end frame keeps the resolution', async () => {
  await using bench = await openBench(apimart, { APIMART_VIDEO_RESOLUTION: '720p' });
  const parent = await makeParent(bench, 2);
  const prompt = 'it runs --end https://a.example/end.png';
  await runPlan(bench, requestFor('animate-high', { parent, prompt }));
  const submitted = bench.emulator.requests.findLast(({ operation }) => operation === 'submit');
  expect(JSON.parse(submitted?.body ?? '{}')).toMatchObject({
    end_url: 'https://a.example/end.png',
    video_type: 'vid_1.1_i2v_start_end_720',
  });
});
