//! Input: a JSON text (RFC 8259) of at most 1 MiB. It is parsed into a tree on the heap, which is then walked. Public values, all
//! little-endian: u32 counts of null, booleans, numbers, strings, arrays, objects; then, as i64, the sum of the numbers written
//! without fraction and exponent (wrapping). Exit code 1, and no public values, if the text is not JSON.
#![no_std]
#![no_main]

extern crate alloc;
use alloc::string::String;
use alloc::vec::Vec;
use pellucid_guests::{commit, read, write};

enum Value {
    Null,
    Bool,
    Integer(i64),
    Number,
    Text(String),
    List(Vec<Value>),
    Map(Vec<(String, Value)>),
}

const MAX_DEPTH: u32 = 128;

struct Parser<'a> {
    text: &'a [u8],
    at: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    fn expect(&mut self, literal: &[u8]) -> Option<()> {
        self.text[self.at..].starts_with(literal).then(|| self.at += literal.len())
    }

    fn value(&mut self, depth: u32) -> Option<Value> {
        if depth > MAX_DEPTH {
            return None;
        }
        self.skip_space();
        let value = match self.peek()? {
            b'n' => self.expect(b"null").map(|()| Value::Null),
            b't' => self.expect(b"true").map(|()| Value::Bool),
            b'f' => self.expect(b"false").map(|()| Value::Bool),
            b'"' => self.text().map(Value::Text),
            b'[' => self.list(depth),
            b'{' => self.map(depth),
            _ => self.number(),
        };
        self.skip_space();
        value
    }

    fn list(&mut self, depth: u32) -> Option<Value> {
        self.expect(b"[")?;
        let mut items = Vec::new();
        self.skip_space();
        if self.expect(b"]").is_some() {
            return Some(Value::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            if self.expect(b",").is_none() {
                return self.expect(b"]").map(|()| Value::List(items));
            }
        }
    }

    fn map(&mut self, depth: u32) -> Option<Value> {
        self.expect(b"{")?;
        let mut items = Vec::new();
        self.skip_space();
        if self.expect(b"}").is_some() {
            return Some(Value::Map(items));
        }
        loop {
            self.skip_space();
            let key = self.text()?;
            self.skip_space();
            self.expect(b":")?;
            items.push((key, self.value(depth + 1)?));
            if self.expect(b",").is_none() {
                return self.expect(b"}").map(|()| Value::Map(items));
            }
        }
    }

    fn hex4(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        self.at += 4;
        digits.iter().try_fold(0, |sum, &d| Some(sum * 16 + (d as char).to_digit(16)?))
    }

    fn escape(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += 1;
        Some(match c {
            b'"' | b'\\' | b'/' => c as char,
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.hex4()?;
                let here = self.at;
                if (0xd800..0xdc00).contains(&first) && self.expect(b"\\u").is_some() {
                    let second = self.hex4()?;
                    if (0xdc00..0xe000).contains(&second) {
                        return char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00));
                    }
                    self.at = here;
                }
                char::from_u32(first).unwrap_or('\u{fffd}')
            }
            _ => return None,
        })
    }

    fn text(&mut self) -> Option<String> {
        self.expect(b"\"")?;
        let mut result = Vec::new();
        loop {
            let c = self.peek()?;
            self.at += 1;
            match c {
                b'"' => return String::from_utf8(result).ok(),
                b'\\' => {
                    let mut buffer = [0; 4];
                    let escaped = self.escape()?;
                    result.extend_from_slice(escaped.encode_utf8(&mut buffer).as_bytes());
                }
                0..=0x1f => return None,
                _ => result.push(c),
            }
        }
    }

    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }

    fn number(&mut self) -> Option<Value> {
        let start = self.at;
        let negative = self.expect(b"-").is_some();
        let whole = self.at;
        self.digits()?;
        if self.text[whole] == b'0' && self.at > whole + 1 {
            return None;
        }
        let end = self.at;
        if self.expect(b".").is_some() {
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        if self.at > end {
            return Some(Value::Number);
        }
        let magnitude = self.text[start + negative as usize..end]
            .iter()
            .fold(0i64, |sum, d| sum.wrapping_mul(10).wrapping_add((d - b'0') as i64));
        Some(Value::Integer(if negative { magnitude.wrapping_neg() } else { magnitude }))
    }
}

#[derive(Default)]
struct Summary {
    counts: [u32; 6],
    sum: i64,
    text_bytes: usize,
}

impl Summary {
    fn add(&mut self, value: &Value) {
        let kind = match value {
            Value::Null => 0,
            Value::Bool => 1,
            Value::Integer(_) | Value::Number => 2,
            Value::Text(_) => 3,
            Value::List(_) => 4,
            Value::Map(_) => 5,
        };
        self.counts[kind] += 1;
        match value {
            Value::Integer(n) => self.sum = self.sum.wrapping_add(*n),
            Value::Text(text) => self.text_bytes += text.len(),
            Value::List(items) => items.iter().for_each(|item| self.add(item)),
            Value::Map(items) => items.iter().for_each(|(key, item)| {
                self.text_bytes += key.len();
                self.add(item);
            }),
            _ => {}
        }
    }
}

const MAX: usize = 1 << 20;
static mut INPUT: [u8; MAX + 1] = [0; MAX + 1];

#[no_mangle]
extern "C" fn main() -> u32 {
    let input = unsafe { &mut *core::ptr::addr_of_mut!(INPUT) };
    let length = read(input);
    let mut parser = Parser { text: &input[..length], at: 0 };
    let root = match parser.value(0) {
        Some(root) if parser.at == length && length <= MAX => root,
        _ => {
            write(2, b"not JSON\n");
            return 1;
        }
    };
    let mut summary = Summary::default();
    summary.add(&root);
    write(1, alloc::format!("{} bytes of text\n", summary.text_bytes).as_bytes());
    summary.counts.iter().for_each(|count| commit(&count.to_le_bytes()));
    commit(&summary.sum.to_le_bytes());
    0
}
