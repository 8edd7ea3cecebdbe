import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

/** @import { APIMessage } from 'discord-api-types/v10' */

/** Closer to the end than this counts as reading the newest. */
const nearEndPixels = 40;

/** @type {(id: string | undefined) => bigint} */
const order = (id) => BigInt(id ?? 0);

/**
 * Keeps a channel at its newest message until the person scrolls up, and then leaves what they
 * read where it is and counts what they miss.
 * @param {string} channelId
 * @param {readonly APIMessage[] | undefined} messages
 * @param {string | undefined} said changes when the person says something: then they want to see it
 */
export function useNewestInView(channelId, messages, said) {
  const scroller = useRef(/** @type {HTMLDivElement | null} */ (null));
  const content = useRef(/** @type {HTMLDivElement | null} */ (null));
  const atEnd = useRef(true);
  const lastTop = useRef(0);
  // The newest one when the person left the end; what came since and is still there was missed.
  const lastSeen = useRef(0n);
  const [missed, setMissed] = useState(/** @type {number | null} */ (null));
  const newest = useRef(0n);
  newest.current = order(messages?.at(-1)?.id);

  const toEnd = () => {
    atEnd.current = true;
    lastSeen.current = newest.current;
    setMissed(null);
    if (scroller.current !== null) scroller.current.scrollTop = scroller.current.scrollHeight;
  };
  const onScroll = () => {
    const box = scroller.current;
    if (box === null) return;
    const near = box.scrollHeight - box.scrollTop - box.clientHeight < nearEndPixels;
    // Growing content also leaves the end behind; only moving up means that the person did.
    const movedUp = box.scrollTop < lastTop.current;
    lastTop.current = box.scrollTop;
    if (near || movedUp) atEnd.current = near;
    setMissed((count) => (atEnd.current ? null : (count ?? 0)));
  };
  useLayoutEffect(() => {
    toEnd();
  }, [channelId, messages === undefined]);
  useLayoutEffect(() => {
    if (atEnd.current) toEnd();
    else setMissed((messages ?? []).filter(({ id }) => order(id) > lastSeen.current).length);
  }, [messages]);
  useLayoutEffect(() => {
    if (said !== undefined) toEnd();
  }, [said]);
  // Pictures, edits and the composer change heights without a new message.
  useEffect(() => {
    const keepEnd = new ResizeObserver(() => atEnd.current && toEnd());
    for (const element of [scroller.current, content.current]) {
      if (element !== null) keepEnd.observe(element);
    }
    return () => keepEnd.disconnect();
  }, []);
  return { scroller, content, missed, toEnd, onScroll };
}
