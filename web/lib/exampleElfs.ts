/** The binaries of the examples, apart from their descriptions, which tests read without a bundler. */
import fibonacci from '../../guests/elf/fibonacci.elf';
import instructions from '../../guests/elf/instructions.elf';
import json from '../../guests/elf/json.elf';
import keccak256 from '../../guests/elf/keccak256.elf';
import sha256 from '../../guests/elf/sha256.elf';
import sort from '../../guests/elf/sort.elf';

export const EXAMPLE_ELFS: Readonly<Record<string, Uint8Array>> = { fibonacci, sha256, keccak256, json, sort, instructions };
