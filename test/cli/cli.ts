/** The command line as a child process. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const CLI = resolve('build/cli.js');
export const guest = (name: string): string => resolve(`guests/elf/${name}.elf`);

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export const pellucid = (...args: readonly string[]): CliResult => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], { encoding: 'utf8', maxBuffer: 1 << 26 });
  return { code: status, stdout, stderr };
};

/** Runs with --json: the exit code and the one object on stdout. */
export const pellucidJson = (...args: readonly string[]) => {
  const { code, stdout, stderr } = pellucid(...args, '--json');
  const lines = stdout.trimEnd().split('\n');
  if (lines.length !== 1) throw new Error(`stdout has ${lines.length} lines: ${stdout}${stderr}`);
  return { code, value: JSON.parse(lines[0]) };
};

/** Starts the command, sends SIGINT after a time, and waits for its end. */
export const interrupted = (afterMilliseconds: number, ...args: readonly string[]): Promise<CliResult> =>
  new Promise((done) => {
    const child = spawn(process.execPath, [CLI, ...args]);
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data) => {
      stdout += data;
    });
    child.stderr.on('data', (data) => {
      stderr += data;
    });
    const timer = setTimeout(() => child.kill('SIGINT'), afterMilliseconds);
    child.on('close', (code) => {
      clearTimeout(timer);
      done({ code, stdout, stderr });
    });
  });

/** A new directory, with the input of the fibonacci guest for small n. */
export const workspace = () => {
  const directory = mkdtempSync(join(tmpdir(), 'pellucid-cli-'));
  const at = (name: string): string => join(directory, name);
  const fibonacci = (n: number): string => {
    const path = at(`fibonacci-${n}.input`);
    writeFileSync(path, new Uint8Array(new BigUint64Array([BigInt(n)]).buffer));
    return path;
  };
  return { directory, at, fibonacci };
};

/** What the fibonacci guest commits to: fib(n) mod 2^64, as hex of its little-endian bytes. */
export const fibonacciHex = (n: number): string => {
  let [a, b] = [0n, 1n];
  for (let i = 0; i < n; i++) [a, b] = [b, BigInt.asUintN(64, a + b)];
  return Buffer.from(new BigUint64Array([a]).buffer).toString('hex');
};
