/* Input: u32 n <= 2^20, u32 seed. Sorts n xorshift32 numbers with heapsort. Public values: sum of a[i] * (i + 1) mod 2^32 over
   the sorted array, minimum, median a[n / 2], maximum (all 0 for n = 0). Exit code 1 if n is too large. */
#include "guest.h"

enum { MAX = 1 << 20 };
static u32 a[MAX];

static void sift(u32 root, u32 end) {
  u32 value = a[root];
  for (;;) {
    u32 child = 2 * root + 1;
    if (child >= end) break;
    if (child + 1 < end && a[child] < a[child + 1]) child++;
    if (a[child] <= value) break;
    a[root] = a[child];
    root = child;
  }
  a[root] = value;
}

int main(void) {
  u32 header[2] = {0, 0};
  guest_read(header, sizeof header);
  u32 n = header[0], x = header[1] ? header[1] : 1;
  if (n > MAX) return 1;
  for (u32 i = 0; i < n; i++) {
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    a[i] = x;
  }
  for (u32 i = n / 2; i-- > 0;) sift(i, n);
  for (u32 end = n; end-- > 1;) {
    u32 top = a[0];
    a[0] = a[end];
    a[end] = top;
    sift(0, end);
  }
  u32 out[4] = {0, 0, 0, 0};
  for (u32 i = 0; i < n; i++) out[0] += a[i] * (i + 1);
  if (n) {
    out[1] = a[0];
    out[2] = a[n / 2];
    out[3] = a[n - 1];
  }
  guest_write(PUBLIC, out, sizeof out);
  return 0;
}
