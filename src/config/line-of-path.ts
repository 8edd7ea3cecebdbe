import { findNodeAtLocation, parseTree } from 'jsonc-parser';

/** The line of a JSON text in which the value at a path begins, with its name; of the nearest part above it where there is none. */
export function lineOfPath(text: string, path: readonly string[]): number {
  const root = parseTree(text);
  for (let length = path.length; root !== undefined && length > 0; length--) {
    // Places in a list are numbers to the library, and names elsewhere.
    const steps = path.slice(0, length);
    const node =
      findNodeAtLocation(root, [...steps]) ??
      findNodeAtLocation(
        root,
        steps.map((step) => (/^\d+$/.test(step) ? Number(step) : step)),
      );
    if (node === undefined) continue;
    const { offset } = node.parent?.type === 'property' ? node.parent : node;
    return text.slice(0, offset).split('\n').length;
  }
  return 1;
}
