/** The repository's own source files. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Files below `directory` whose names end with `suffix`, with forward slashes, relative to the repository. */
export const filesBelow = (directory: string, suffix: string): string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(suffix))
    .map((entry) => join(entry.parentPath, entry.name).replaceAll('\\', '/'))
    .sort();
