/** What a dropped file is, by its first bytes: names prove nothing. */
export type FileKind = 'elf' | 'proof' | 'verifying-key' | 'program-key' | 'other-pellucid' | 'unknown';

export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}
export interface Recognised {
  readonly kind: FileKind;
  /** Of a proof or key that says so. */
  readonly preset?: string;
  readonly hash?: string;
}

const ELF_MAGIC = [0x7f, 0x45, 0x4c, 0x46];
const MAGIC = 'PELLUCID\n';
const MAX_HEADER_BYTES = 4096;
const KINDS: readonly string[] = ['proof', 'verifying-key', 'program-key'] satisfies FileKind[];

const text = (value: unknown): string | undefined => (typeof value === 'string' && /^[a-z0-9]{1,32}$/.test(value) ? value : undefined);

export const recognise = (bytes: Uint8Array): Recognised => {
  if (ELF_MAGIC.every((byte, i) => bytes[i] === byte)) return { kind: 'elf' };
  const start = new TextDecoder().decode(bytes.subarray(0, MAGIC.length + MAX_HEADER_BYTES));
  if (!start.startsWith(MAGIC)) return { kind: 'unknown' };
  try {
    const { kind, meta } = JSON.parse(start.slice(MAGIC.length).split('\n', 1)[0]);
    const preset = text(meta?.preset);
    const hash = text(meta?.hash);
    return {
      kind: KINDS.includes(kind) ? kind : 'other-pellucid',
      ...(preset !== undefined && { preset }),
      ...(hash !== undefined && { hash }),
    };
  } catch {
    return { kind: 'other-pellucid' };
  }
};
