import sharp from 'sharp';

// One thread a picture: pictures come in fours and the other core answers Discord. No cache: no two
// operations here share an input, so it would only hold memory.
sharp.concurrency(1);
sharp.cache(false);

/** The picture library as this process uses it; nothing else imports it directly. */
export { sharp };
