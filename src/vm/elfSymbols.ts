/**
 * Function symbols of an ELF, for messages and profiles only: nothing that is proved depends on them, so a symbol table
 * that makes no sense is ignored rather than refused.
 */
import type { Program } from './program.ts';

const SECTION_HEADER_BYTES = 40;
const SYMBOL_BYTES = 16;
const SHT_SYMTAB = 2;
const STT_NOTYPE = 0;
const STT_FUNC = 2;
const MAX_SYMBOLS = 1 << 17;
const MAX_NAME_BYTES = 512;

interface Table {
  readonly start: number;
  readonly end: number;
}

/** Mapping symbols ($x, $d) and local labels (.L...) name no function. */
const isFunctionName = (name: string): boolean => name !== '' && !name.startsWith('$') && !name.startsWith('.L');

const readName = (view: DataView, names: Table, offset: number): string => {
  const start = names.start + offset;
  const limit = Math.min(names.end, start + MAX_NAME_BYTES);
  let end = start;
  while (end < limit && view.getUint8(end) !== 0) end++;
  return start < limit ? new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + start, end - start)) : '';
};

/** Offset and extent of section `index`, or undefined where the section table does not hold it. */
const section = (view: DataView, index: number): { type: number; link: number; table: Table } | undefined => {
  const headers = view.getUint32(32, true);
  const at = headers + index * SECTION_HEADER_BYTES;
  if (index >= view.getUint16(48, true) || headers === 0 || at + SECTION_HEADER_BYTES > view.byteLength) return undefined;
  const start = view.getUint32(at + 16, true);
  const end = start + view.getUint32(at + 20, true);
  return end <= view.byteLength
    ? { type: view.getUint32(at + 4, true), link: view.getUint32(at + 24, true), table: { start, end } }
    : undefined;
};

/** Symbols with an address in [codeStart, codeEnd), sorted by address, at most one per address (functions preferred). */
export const readSymbols = (view: DataView, codeStart: number, codeEnd: number): Program['symbols'] => {
  const byAddress = new Map<number, { address: number; size: number; name: string; type: number }>();
  if (view.getUint16(46, true) !== SECTION_HEADER_BYTES) return [];
  for (let i = 0; i < view.getUint16(48, true); i++) {
    const symtab = section(view, i);
    if (symtab === undefined || symtab.type !== SHT_SYMTAB) continue;
    const strtab = section(view, symtab.link);
    if (strtab === undefined) continue;
    const last = Math.min(symtab.table.end, symtab.table.start + MAX_SYMBOLS * SYMBOL_BYTES);
    for (let at = symtab.table.start; at + SYMBOL_BYTES <= last; at += SYMBOL_BYTES) {
      const address = view.getUint32(at + 4, true);
      const type = view.getUint8(at + 12) & 15;
      if ((type !== STT_FUNC && type !== STT_NOTYPE) || address < codeStart || address >= codeEnd) continue;
      if (view.getUint16(at + 14, true) === 0 || (byAddress.get(address)?.type ?? STT_NOTYPE) === STT_FUNC) continue;
      const name = readName(view, strtab.table, view.getUint32(at, true));
      if (isFunctionName(name)) byAddress.set(address, { address, size: view.getUint32(at + 8, true), name, type });
    }
    break;
  }
  return [...byAddress.values()].sort((a, b) => a.address - b.address).map(({ address, size, name }) => ({ address, size, name }));
};

/** `name+0x10` for an address within or after a symbol; undefined where no symbol precedes it. */
export const locate = (symbols: Program['symbols'], address: number): string | undefined => {
  let found: Program['symbols'][number] | undefined;
  for (const symbol of symbols) {
    if (symbol.address > address) break;
    found = symbol;
  }
  if (found === undefined || (found.size > 0 && address >= found.address + found.size)) return undefined;
  return address === found.address ? found.name : `${found.name}+0x${(address - found.address).toString(16)}`;
};
