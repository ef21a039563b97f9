//! Input: u32 n, then a message of at most 1 MiB. Public values: SHA-256 applied n times, first to the message, then to the digest; n = 0
//! counts as 1. Exit code 1 if the message is too long. FIPS 180-4.
#![no_std]
#![no_main]

use pellucid_guests::{commit, read};

static K: [u32; 64] = [
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01,
    0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc,
    0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08,
    0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
];
const INITIAL: [u32; 8] =
    [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

/// One round; the caller renames the variables instead of moving them.
macro_rules! round {
    ($a:ident $b:ident $c:ident $d:ident $e:ident $f:ident $g:ident $h:ident, $k:expr, $w:expr) => {
        let s1 = $e.rotate_right(6) ^ $e.rotate_right(11) ^ $e.rotate_right(25);
        let choice = $g ^ ($e & ($f ^ $g));
        let t1 = $h.wrapping_add(s1).wrapping_add(choice).wrapping_add($k).wrapping_add($w);
        let s0 = $a.rotate_right(2) ^ $a.rotate_right(13) ^ $a.rotate_right(22);
        let majority = (($a ^ $b) & ($b ^ $c)) ^ $b;
        $d = $d.wrapping_add(t1);
        $h = t1.wrapping_add(s0).wrapping_add(majority);
    };
}

/// Word t of the message schedule, in place of word t - 16.
macro_rules! extend {
    ($w:ident, $i:expr) => {{
        let (x, y) = ($w[($i + 1) & 15], $w[($i + 14) & 15]);
        let s0 = x.rotate_right(7) ^ x.rotate_right(18) ^ (x >> 3);
        let s1 = y.rotate_right(17) ^ y.rotate_right(19) ^ (y >> 10);
        $w[$i] = $w[$i].wrapping_add(s0).wrapping_add($w[($i + 9) & 15]).wrapping_add(s1);
        $w[$i]
    }};
}

macro_rules! word {
    ($w:ident, $i:expr) => {
        $w[$i]
    };
}

macro_rules! eight_rounds {
    ($next:ident, $w:ident, $k:ident, $i:expr, $a:ident $b:ident $c:ident $d:ident $e:ident $f:ident $g:ident $h:ident) => {
        round!($a $b $c $d $e $f $g $h, $k[$i], $next!($w, $i));
        round!($h $a $b $c $d $e $f $g, $k[$i + 1], $next!($w, $i + 1));
        round!($g $h $a $b $c $d $e $f, $k[$i + 2], $next!($w, $i + 2));
        round!($f $g $h $a $b $c $d $e, $k[$i + 3], $next!($w, $i + 3));
        round!($e $f $g $h $a $b $c $d, $k[$i + 4], $next!($w, $i + 4));
        round!($d $e $f $g $h $a $b $c, $k[$i + 5], $next!($w, $i + 5));
        round!($c $d $e $f $g $h $a $b, $k[$i + 6], $next!($w, $i + 6));
        round!($b $c $d $e $f $g $h $a, $k[$i + 7], $next!($w, $i + 7));
    };
}

fn compress(state: &mut [u32; 8], block: &[u8]) {
    let mut w = [0u32; 16];
    for (word, bytes) in w.iter_mut().zip(block.chunks_exact(4)) {
        *word = u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    }
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *state;
    eight_rounds!(word, w, K, 0, a b c d e f g h);
    eight_rounds!(word, w, K, 8, a b c d e f g h);
    for k in K.chunks_exact(16).skip(1) {
        eight_rounds!(extend, w, k, 0, a b c d e f g h);
        eight_rounds!(extend, w, k, 8, a b c d e f g h);
    }
    for (word, value) in state.iter_mut().zip([a, b, c, d, e, f, g, h]) {
        *word = word.wrapping_add(value);
    }
}

fn sha256(message: &[u8]) -> [u8; 32] {
    let mut state = INITIAL;
    let blocks = message.chunks_exact(64);
    let rest = blocks.remainder();
    blocks.for_each(|block| compress(&mut state, block));
    let mut tail = [0u8; 128];
    tail[..rest.len()].copy_from_slice(rest);
    tail[rest.len()] = 0x80;
    let end = if rest.len() < 56 { 64 } else { 128 };
    tail[end - 8..end].copy_from_slice(&(8 * message.len() as u64).to_be_bytes());
    tail[..end].chunks_exact(64).for_each(|block| compress(&mut state, block));
    let mut digest = [0u8; 32];
    for (bytes, word) in digest.chunks_exact_mut(4).zip(state) {
        bytes.copy_from_slice(&word.to_be_bytes());
    }
    digest
}

const MAX: usize = 1 << 20;
static mut MESSAGE: [u8; MAX + 1] = [0; MAX + 1];

#[no_mangle]
extern "C" fn main() -> u32 {
    let mut n = [0u8; 4];
    read(&mut n);
    let message = unsafe { &mut *core::ptr::addr_of_mut!(MESSAGE) };
    let length = read(message);
    if length > MAX {
        return 1;
    }
    let mut digest = sha256(&message[..length]);
    for _ in 1..u32::from_le_bytes(n) {
        digest = sha256(&digest);
    }
    commit(&digest);
    0
}
