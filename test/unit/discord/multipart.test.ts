/** How: what is sent is read by Node's own parser of forms. */
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { multipart } from '#discord/rest/multipart.ts';

test('a message and its files arrive as they are, in order and under their names', async () => {
  const message = { content: 'ein Fuchs 🦊\r\nim "Nebel"', attachments: [{ id: 0 }, { id: 1 }] };
  const data = [Buffer.from('--\r\nnot a boundary\r\n--'), randomBytes(200_000)];
  const files = [
    { name: 'a_fox.webp', data: data[0] ?? Buffer.alloc(0), contentType: 'image/webp' },
    {
      name: 'ein "Fuchs"\r\nX-Header: ü.png',
      data: data[1] ?? Buffer.alloc(0),
      contentType: 'image/png',
    },
  ];
  const { body, contentType } = multipart(message, files);
  const sent = new Response(Buffer.concat(body), { headers: { 'content-type': contentType } });
  const form = await sent.formData();
  expect([...form.keys()]).toEqual(['payload_json', 'files[0]', 'files[1]']);
  expect(JSON.parse(String(form.get('payload_json')))).toEqual(message);
  for (const [place, { name, contentType: type }] of files.entries()) {
    const file = form.get(`files[${place}]`);
    if (!(file instanceof File)) throw new TypeError('not a file');
    expect([file.name, file.type]).toEqual([name, type]);
    expect(Buffer.from(await file.arrayBuffer())).toEqual(data[place]);
  }
});
