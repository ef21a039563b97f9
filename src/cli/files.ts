/** Files as the commands read and write them: every failure says which file, why, and what to do. */
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fromHex } from '../core/bytes.ts';
import { PellucidError } from '../core/error.ts';
import { writeFileAtomic } from '../node.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or directory',
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of its path is not a directory',
  ENOSPC: 'the disk is full',
  EROFS: 'the file system is read-only',
};

const reasonOf = (error: unknown): string => {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return REASONS[code] ?? (code || String(error));
};

/** `what` names the file's role, `remedy` says how to give it. */
export const readInput = (path: string, what: string, remedy: string): Uint8Array => {
  try {
    return new Uint8Array(readFileSync(path));
  } catch (error) {
    throw new PellucidError('file-unreadable', `cannot read ${what} '${path}': ${reasonOf(error)}; ${remedy}`, { path });
  }
};

/** Reads a file and decodes it; what the decoder refuses names the file. */
export const readKey = <T>(path: string, what: string, decode: (bytes: Uint8Array) => T): T => {
  const bytes = readInput(path, what, 'make one with `pellucid setup -o DIR` and give DIR with -k');
  try {
    return decode(bytes);
  } catch (error) {
    if (!(error instanceof PellucidError)) throw error;
    throw new PellucidError(error.code, `cannot use '${path}' as ${what}: ${error.message}`, { ...error.details, path }, error);
  }
};

export const readElf = (path: string): Uint8Array => readInput(path, 'the guest', 'give the path of an RV32IM ELF with -e');

export const readGuestInput = (path: string | undefined): Uint8Array =>
  path === undefined ? new Uint8Array() : readInput(path, 'the input', 'give the path of a file with -i, or leave -i out for no input');

export const writeOutput = (path: string, bytes: Uint8Array): void => {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileAtomic(path, bytes);
  } catch (error) {
    throw new PellucidError('file-unwritable', `cannot write '${path}': ${reasonOf(error)}; choose another place with -o`, { path });
  }
};

/** `path` itself, or the file `name` in it when it is a directory. */
export const inDirectory = (path: string, name: string): string => (isDirectory(path) ? join(path, name) : path);

export const isDirectory = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
export const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

/** Bytes given as hex, or as a file. A file of hex digits is decoded; any other file is taken as the bytes themselves. */
export const readBytesArgument = (argument: string, what: string): Uint8Array => {
  const direct = fromHex(argument);
  if (direct !== undefined) return direct;
  const bytes = readInput(argument, what, 'give an even number of hex digits, or the path of a file');
  return fromHex(new TextDecoder().decode(bytes).replace(/\s+/g, '')) ?? bytes;
};
