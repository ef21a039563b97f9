/** Writes docs/airs.md and docs/buses.md from the machine's chips. */
import { writeFileSync } from 'node:fs';
import { airsDocument, busesDocument } from './genDocs.ts';

writeFileSync('docs/airs.md', airsDocument());
writeFileSync('docs/buses.md', busesDocument());
