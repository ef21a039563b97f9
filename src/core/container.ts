/**
 * The one file format of proofs and keys: a magic line, one line of minified JSON, then sections without gaps.
 *   PELLUCID\n {"kind":..,"version":..,"meta":{..},"sections":[["name",bytes],..]}\n  section bytes ..
 * Strict: the header must be exactly what encoding its own values gives, and the section lengths must fill the file.
 */
const MAGIC = 'PELLUCID\n';
/** Raised by whatever changes the meaning or the bytes of a file (CHANGELOG.md, "Formats"). */
export const FORMAT_VERSION = 3;
/** A header is one short line; a longer one is not ours. */
const MAX_HEADER_BYTES = 4096;

export interface Container {
  readonly kind: string;
  /** Flat strings only. */
  readonly meta: Readonly<Record<string, string>>;
  readonly sections: Readonly<Record<string, Uint8Array>>;
}

export type Decoded<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };
const fail = (reason: string): { ok: false; reason: string } => ({ ok: false, reason });

const headerLine = (kind: string, meta: Container['meta'], sections: readonly (readonly [string, number])[]): string =>
  `${MAGIC}${JSON.stringify({ kind, version: FORMAT_VERSION, meta, sections })}\n`;

export const encodeContainer = ({ kind, meta, sections }: Container): Uint8Array => {
  const entries = Object.entries(sections);
  const header = new TextEncoder().encode(
    headerLine(
      kind,
      meta,
      entries.map(([name, bytes]) => [name, bytes.length]),
    ),
  );
  const out = new Uint8Array(header.length + entries.reduce((total, [, bytes]) => total + bytes.length, 0));
  out.set(header);
  let offset = header.length;
  for (const [, bytes] of entries) {
    out.set(bytes, offset);
    offset += bytes.length;
  }
  return out;
};

/** Printable ASCII: texts of a file end up in reasons, which end up on terminals and in logs. */
const isPlain = (text: unknown): text is string => typeof text === 'string' && /^[ -~]*$/.test(text);

const isFlat = (meta: unknown): meta is Record<string, string> =>
  typeof meta === 'object' &&
  meta !== null &&
  !Array.isArray(meta) &&
  Object.entries(meta).every(([name, value]) => /^[A-Za-z]+$/.test(name) && isPlain(value));

const isSectionList = (sections: unknown): sections is [string, number][] =>
  Array.isArray(sections) &&
  sections.every((s) => Array.isArray(s) && s.length === 2 && isPlain(s[0]) && Number.isSafeInteger(s[1]) && s[1] >= 0);

/** Reads a container of the expected kind with exactly the expected sections, in order. Never throws. */
export const decodeContainer = (bytes: Uint8Array, kind: string, sectionNames: readonly string[]): Decoded<Container> => {
  const magic = new TextEncoder().encode(MAGIC);
  if (bytes.length < magic.length || magic.some((byte, i) => bytes[i] !== byte)) return fail('not a Pellucid file');
  const end = bytes.subarray(magic.length, magic.length + MAX_HEADER_BYTES).indexOf(10);
  if (end < 0) return fail('the header line has no end');
  const bodyStart = magic.length + end + 1;
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(magic.length, bodyStart - 1)));
  } catch {
    return fail('the header is not JSON');
  }
  if (typeof header !== 'object' || header === null) return fail('the header is not an object');
  const { kind: found, version, meta, sections } = header as Record<string, unknown>;
  if (found !== kind) return fail(`this is ${isPlain(found) ? `a ${found}` : 'an unknown kind of'} file, not a ${kind}`);
  if (version !== FORMAT_VERSION) {
    // Only a number is shown: an object's conversion to text can throw.
    return fail(`format version ${typeof version === 'number' ? version : 'unknown'}, this program reads version ${FORMAT_VERSION}`);
  }
  if (!isFlat(meta) || !isSectionList(sections)) return fail('the header is malformed');
  const canonical = new TextEncoder().encode(headerLine(kind, meta, sections));
  if (canonical.length !== bodyStart || canonical.some((byte, i) => bytes[i] !== byte)) return fail('the header is not in canonical form');
  if (sections.length !== sectionNames.length || sections.some(([name], i) => name !== sectionNames[i])) {
    return fail(`sections are ${sections.map(([name]) => name).join(', ')}, expected ${sectionNames.join(', ')}`);
  }
  const total = sections.reduce((sum, [, length]) => sum + length, 0);
  if (total !== bytes.length - bodyStart) return fail(`sections claim ${total} bytes, the file has ${bytes.length - bodyStart}`);
  let offset = bodyStart;
  const views: Record<string, Uint8Array> = {};
  for (const [name, length] of sections) {
    views[name] = bytes.subarray(offset, offset + length);
    offset += length;
  }
  return { ok: true, value: { kind, meta, sections: views } };
};
