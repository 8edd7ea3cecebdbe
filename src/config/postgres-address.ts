/** The scheme of a database that several processes may share. */
export const POSTGRES_SCHEME = /^postgres(?:ql)?:\/\//;

/**
 * The passwords in a database URL, encoded and decoded; empty if it has none. Null if the URL is invalid, as with a slash in a
 * password, or only a scheme.
 */
export function passwordsOf(address: string): readonly string[] | null {
  if (address.replace(POSTGRES_SCHEME, '') === '') return null;
  // PostgreSQL allows an empty host, for a socket; URLs do not.
  const url = URL.parse(address.replace('@/', '@localhost/'));
  if (url === null) return null;
  const asked = url.searchParams.get('password') ?? '';
  return [url.password, decoded(url.password), asked].filter((password) => password !== '');
}

function decoded(written: string): string {
  try {
    return decodeURIComponent(written);
  } catch (error) {
    // A percent sign that is not part of an escape.
    if (error instanceof URIError) return written;
    throw error;
  }
}
