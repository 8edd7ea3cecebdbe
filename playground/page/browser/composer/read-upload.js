/** @import { UploadedFile } from '../../protocol.ts' */

const discordEpochMs = 1_420_070_400_000n;
let uploadCount = 0n;

/** Shaped like Discord's ids, so that the server may use it as one. */
function uploadId() {
  uploadCount += 1n;
  return String(((BigInt(Date.now()) - discordEpochMs) << 22n) | (uploadCount & 0xfffn));
}

/** Takes a file off the person's disk. @type {(file: File) => Promise<UploadedFile>} */
export const readUpload = (file) =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(reader.error ?? new Error(`${file.name} could not be read`));
    reader.onload = () =>
      resolve({
        id: uploadId(),
        name: file.name,
        contentType: file.type === '' ? 'application/octet-stream' : file.type,
        base64: String(reader.result).replace(/^[^,]*,/, ''),
      });
    reader.readAsDataURL(file);
  });
