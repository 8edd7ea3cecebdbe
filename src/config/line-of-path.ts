import { findNodeAtLocation, parseTree } from 'jsonc-parser';

/**
 * The line of a JSON text where the value at a path begins, including its name; the nearest ancestor's if there is
 * none.
 */
export function lineOfPath(text: string, path: readonly string[]): number {
  const root = parseTree(text);
  for (let length = path.length; root !== undefined && length > 0; length--) {
    // The library wants numbers for list indices.
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
