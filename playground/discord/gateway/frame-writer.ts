import { constants, createDeflate } from 'node:zlib';
import type { WebSocket } from 'ws';

/**
 * How frames are written on this connection: plain JSON, or one zlib stream flushed after every
 * frame. `null` when the URL asks for an encoding or compression the playground does not know.
 */
export const createFrameWriter = (socket: WebSocket, url: URL): ((text: string) => void) | null => {
  const encoding = url.searchParams.get('encoding') ?? 'json';
  const compression = url.searchParams.get('compress');
  if (encoding !== 'json') return null;
  const open = () => socket.readyState === socket.OPEN;
  if (compression === null) {
    return (text) => {
      if (open()) socket.send(text);
    };
  }
  if (compression !== 'zlib-stream') return null;
  const deflate = createDeflate({ flush: constants.Z_SYNC_FLUSH });
  let chunks: readonly Buffer[] = [];
  deflate.on('data', (chunk: Buffer) => {
    chunks = [...chunks, chunk];
    const frame = Buffer.concat(chunks);
    // A frame is complete when the flush marker arrives; long frames come in several chunks.
    if (!frame.subarray(-4).equals(Buffer.from([0, 0, 0xff, 0xff]))) return;
    chunks = [];
    if (open()) socket.send(frame);
  });
  return (text) => {
    deflate.write(text);
  };
};
