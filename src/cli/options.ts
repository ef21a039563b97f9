/** Options that several commands share, and how their values are read. */
import { InvalidArgumentError, Option } from 'commander';
import { fromHex } from '../core/bytes.ts';
import { availableWorkers } from '../node.ts';
import { HASHES, PRESETS } from '../stark/config.ts';
import { MAX_WORKERS } from '../threads/parallel.ts';

export const presetNames = Object.keys(PRESETS);
export const DEFAULT_PRESET = 'fast';

const wholeNumber =
  (from: number, to: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < from || value > to) throw new InvalidArgumentError(`give a whole number from ${from} to ${to}.`);
    return value;
  };

const bits = (text: string): number => {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || value > 1000) throw new InvalidArgumentError('give a number of bits, such as 100.');
  return value;
};

export const elfOption = (): Option => new Option('-e, --elf <file>', 'the guest: a static RV32IM ELF');
export const requiredElf = (): Option => elfOption().makeOptionMandatory();
export const inputOption = (): Option => new Option('-i, --input <file>', 'what the guest reads from descriptor 0');
export const maxStepsOption = (): Option =>
  new Option('-n, --max-steps <number>', 'stop after so many instructions').argParser(wholeNumber(1, 2 ** 40));
export const presetOption = (): Option => new Option('--preset <name>', 'parameters of the proof system').choices(presetNames);
export const hashOption = (): Option => new Option('--hash <name>', 'hash of commitments and challenges').choices(HASHES);
/** 32 bytes in hex. */
export const digestOption = (flags: string, description: string): Option =>
  new Option(flags, description).argParser((text) => {
    const bytes = fromHex(text);
    if (bytes?.length !== 32) throw new InvalidArgumentError('give 32 bytes in hex, 64 digits.');
    return bytes;
  });
export const minBitsOption = (): Option =>
  new Option('--min-bits <number>', 'refuse proofs of fewer proven bits').argParser(bits).default(100);
export const workersOption = (): Option =>
  new Option('--workers <number>', `threads that compute, or 'auto' for as many as the machine runs at once, here ${availableWorkers()}`)
    .argParser((text) => (text === 'auto' ? text : wholeNumber(1, MAX_WORKERS)(text)))
    .default('auto');
const UNITS: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };
/** 1500000, 512M, 1.5GiB, .. in bytes; K, M and G are powers of 1024. */
const byteSize = (text: string): number => {
  const match = /^(\d+(?:\.\d+)?)\s*([kmg]?)(?:i?b)?$/i.exec(text.trim());
  if (match === null) throw new InvalidArgumentError('Give a size as 512M or 1.5G.');
  return Math.floor(Number(match[1]) * UNITS[match[2].toLowerCase()]);
};
export const memoryOption = (): Option =>
  new Option('--memory <size>', 'most memory that the proof may take, as 512M or 2G (default: 4G)').argParser(byteSize);
export const jsonOption = (): Option => new Option('--json', 'print one JSON object');
