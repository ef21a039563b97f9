/**
 * Names of Rust functions for people: the last two parts of a path mangled by the v0 scheme (RFC 2603), without crate hashes and
 * generic arguments. A name that is not understood stays as it is.
 */
const PARTS_SHOWN = 2;
const MAX_DEPTH = 64;

type Path = readonly string[];

class Reader {
  private readonly text: string;
  private at: number;

  constructor(text: string, at = 0) {
    this.text = text;
    this.at = at;
  }

  private take(pattern: RegExp): RegExpExecArray | undefined {
    const sticky = new RegExp(pattern.source, 'y');
    sticky.lastIndex = this.at;
    const match = sticky.exec(this.text);
    if (match !== null) this.at = sticky.lastIndex;
    return match ?? undefined;
  }

  private must(pattern: RegExp): RegExpExecArray {
    const match = this.take(pattern);
    if (match === undefined) throw new SyntaxError(`${pattern} expected at ${this.at}`);
    return match;
  }

  private identifier(): string {
    this.take(/s[0-9a-zA-Z]*_/);
    const length = Number(this.must(/u?(\d+)_?/)[1]);
    const name = this.text.slice(this.at, this.at + length);
    this.at += length;
    return name;
  }

  /** What an earlier place of the name says. */
  private back<T>(read: (reader: Reader) => T): T {
    const digits = this.must(/([0-9a-zA-Z]*)_/)[1];
    const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
    const place = digits === '' ? 0 : [...digits].reduce((n, digit) => 62 * n + DIGITS.indexOf(digit), 0) + 1;
    return read(new Reader(this.text, place));
  }

  path(depth = 0): Path {
    if (depth > MAX_DEPTH) throw new SyntaxError('too deep');
    const tag = this.must(/[CMXYNIB]/)[0];
    if (tag === 'C') return [this.identifier()];
    if (tag === 'B') return this.back((reader) => reader.path(depth + 1));
    if (tag === 'N') {
      const isClosure = this.must(/[a-zA-Z]/)[0] === 'C';
      const parent = this.path(depth + 1);
      const name = this.identifier();
      return [...parent, isClosure ? '{closure}' : name];
    }
    if (tag === 'I') {
      const path = this.path(depth + 1);
      while (this.take(/E/) === undefined) this.genericArgument(depth + 1);
      return path;
    }
    if (tag !== 'Y') {
      this.take(/s[0-9a-zA-Z]*_/);
      this.path(depth + 1);
    }
    const self = this.type(depth + 1);
    if (tag !== 'M') this.path(depth + 1);
    return self;
  }

  private genericArgument(depth: number): void {
    if (this.take(/L[0-9a-zA-Z]*_/) !== undefined) return;
    if (this.take(/K/) !== undefined) this.must(/[a-z]n?[0-9a-f]*_|p/);
    else this.type(depth);
  }

  private type(depth: number): Path {
    if (depth > MAX_DEPTH) throw new SyntaxError('too deep');
    const basic = this.take(/[a-z]/);
    if (basic !== undefined) return [basic[0]];
    const tag = this.take(/[RQ](?:L[0-9a-zA-Z]*_)?|[PO]/);
    if (tag !== undefined) return this.type(depth + 1);
    if (this.take(/S/) !== undefined) return this.type(depth + 1);
    if (this.take(/A/) !== undefined) {
      const element = this.type(depth + 1);
      this.must(/[a-z][0-9a-f]*_/);
      return element;
    }
    if (this.take(/T/) !== undefined) {
      while (this.take(/E/) === undefined) this.type(depth + 1);
      return ['tuple'];
    }
    if (this.take(/B/) !== undefined) return this.back((reader) => reader.type(depth + 1));
    return this.path(depth + 1);
  }
}

export const functionName = (symbol: string): string => {
  if (!symbol.startsWith('_R')) return symbol;
  try {
    return new Reader(symbol.slice(2)).path().slice(-PARTS_SHOWN).join('::');
  } catch {
    return symbol;
  }
};
