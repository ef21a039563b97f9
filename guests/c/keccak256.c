/* Input: u32 n, then a message of at most 1 MiB. Public values: Keccak-256 (padding 0x01, as Ethereum has it) applied n times to
   the message: the first time to the message, then to the digest; n = 0 counts as 1. Exit code 1 if the message is too long. */
#include "guest.h"

enum { RATE = 136, MAX = 1 << 20 };
static u8 message[MAX + 1];

static const u64 ROUND_CONSTANTS[24] = {
  0x0000000000000001ull, 0x0000000000008082ull, 0x800000000000808aull, 0x8000000080008000ull, 0x000000000000808bull,
  0x0000000080000001ull, 0x8000000080008081ull, 0x8000000000008009ull, 0x000000000000008aull, 0x0000000000000088ull,
  0x0000000080008009ull, 0x000000008000000aull, 0x000000008000808bull, 0x800000000000008bull, 0x8000000000008089ull,
  0x8000000000008003ull, 0x8000000000008002ull, 0x8000000000000080ull, 0x000000000000800aull, 0x800000008000000aull,
  0x8000000080008081ull, 0x8000000000008080ull, 0x0000000080000001ull, 0x8000000080008008ull};
static const u8 ROTATIONS[24] = {1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44};
static const u8 LANES[24] = {10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1};

static inline u64 rotate(u64 x, u32 n) { return x << n | x >> (64 - n); }

static void permute(u64 s[25]) {
  for (u32 round = 0; round < 24; round++) {
    u64 c[5];
    for (u32 x = 0; x < 5; x++) c[x] = s[x] ^ s[x + 5] ^ s[x + 10] ^ s[x + 15] ^ s[x + 20];
    for (u32 x = 0; x < 5; x++) {
      u64 d = c[(x + 4) % 5] ^ rotate(c[(x + 1) % 5], 1);
      for (u32 y = 0; y < 25; y += 5) s[y + x] ^= d;
    }
    u64 moving = s[1];
#pragma clang loop unroll(full)
    for (u32 i = 0; i < 24; i++) {
      u64 next = s[LANES[i]];
      s[LANES[i]] = rotate(moving, ROTATIONS[i]);
      moving = next;
    }
    for (u32 y = 0; y < 25; y += 5) {
      u64 a = s[y], b = s[y + 1];
      for (u32 x = 0; x < 3; x++) s[y + x] ^= ~s[y + x + 1] & s[y + x + 2];
      s[y + 3] ^= ~s[y + 4] & a;
      s[y + 4] ^= ~a & b;
    }
    s[0] ^= ROUND_CONSTANTS[round];
  }
}

static void keccak256(const u8 *from, u32 n, u8 digest[32]) {
  u64 state[25] = {0};
  u8 *bytes = (u8 *)state;
  for (; n >= RATE; n -= RATE, from += RATE) {
    for (u32 i = 0; i < RATE; i++) bytes[i] ^= from[i];
    permute(state);
  }
  for (u32 i = 0; i < n; i++) bytes[i] ^= from[i];
  bytes[n] ^= 0x01;
  bytes[RATE - 1] ^= 0x80;
  permute(state);
  for (u32 i = 0; i < 32; i++) digest[i] = bytes[i];
}

int main(void) {
  u32 n = 0;
  guest_read(&n, sizeof n);
  u32 length = guest_read(message, sizeof message);
  if (length > MAX) return 1;
  u8 digest[32];
  keccak256(message, length, digest);
  for (; n > 1; n--) keccak256(digest, sizeof digest, digest);
  guest_write(PUBLIC, digest, sizeof digest);
  return 0;
}
