/* A mix of everyday work of the kinds that EEMBC's CoreMark has: linked lists, matrices, a state machine, CRC-16. It is a program
   of its own; its speed is no CoreMark score.
   Input: u32 iterations, u32 seed. Public values: u32 CRC of the results of all iterations (0 for none), u32 iterations. */
#include "guest.h"

typedef unsigned short u16;
typedef short i16;
typedef int i32;

/* One function for each kind of work, so that a profile shows what each costs. */
#define KEPT __attribute__((noinline))

static u32 state;

/* 16 bits of a linear congruential generator. */
static u32 next(void) {
  state = state * 1664525u + 1013904223u;
  return state >> 16;
}

/* CRC-16/ARC of two more bytes, the lower one first. */
KEPT static u32 crc16(u32 crc, u32 value) {
  crc ^= value & 0xffff;
  for (u32 bit = 0; bit < 16; bit++) crc = crc & 1 ? crc >> 1 ^ 0xa001 : crc >> 1;
  return crc;
}

/* Lists: nodes that point to their data, which stays where it is. */

enum { NODES = 40, SEARCHES = 32 };

struct info {
  i16 key;
  i16 order;
};
struct node {
  struct node *next;
  struct info *info;
};
typedef i32 compare(const struct info *, const struct info *);

static struct info infos[NODES];
static struct node nodes[NODES];

static i32 by_order(const struct info *a, const struct info *b) { return a->order - b->order; }
static i32 by_key(const struct info *a, const struct info *b) { return a->key != b->key ? a->key - b->key : by_order(a, b); }

static struct node *merge(struct node *a, struct node *b, compare *less) {
  struct node *head = 0, **end = &head;
  while (a && b) {
    struct node **from = less(a->info, b->info) <= 0 ? &a : &b;
    *end = *from;
    end = &(*from)->next;
    *from = (*from)->next;
  }
  *end = a ? a : b;
  return head;
}

/* Sorts the first n nodes, which it takes off the list. */
KEPT static struct node *sort(struct node **list, u32 n, compare *less) {
  if (n > 1) {
    struct node *first = sort(list, n / 2, less);
    return merge(first, sort(list, n - n / 2, less), less);
  }
  struct node *only = *list;
  *list = only->next;
  only->next = 0;
  return only;
}

/* The place of the first node with this key, or else this order, which moves to the front; NODES if there is none. */
KEPT static u32 find(struct node **list, i32 wanted, u32 key) {
  u32 place = 0;
  for (struct node **link = list, *node; (node = *link); link = &node->next, place++)
    if ((key ? node->info->key : node->info->order) == wanted) {
      *link = node->next;
      node->next = *list;
      *list = node;
      break;
    }
  return place;
}

KEPT static u32 lists(u32 crc) {
  struct node *list = 0;
  for (u32 i = 0; i < NODES; i++) {
    infos[i].key = (i16)((next() & 127) - 64);
    infos[i].order = (i16)i;
    nodes[i].info = &infos[i];
    nodes[i].next = list;
    list = &nodes[i];
  }
  u32 places = 0;
  for (u32 i = 0; i < SEARCHES; i++) {
    u32 key = i & 1;
    places = 3 * places + find(&list, key ? (i32)(next() & 127) - 64 : (i32)(next() % NODES), key);
  }
  crc = crc16(crc, places);

  struct node *reversed = 0;
  for (struct node *rest = list; rest;) {
    struct node *node = rest;
    rest = node->next;
    node->next = reversed;
    reversed = node;
  }
  list = reversed;
  u32 sum = 0;
  for (struct node *node = list; node; node = node->next) sum = 3 * sum + (u32)node->info->order;
  crc = crc16(crc, sum);

  list = sort(&list, NODES, by_key);
  for (struct node *node = list; node; node = node->next) crc = crc16(crc, (u32)node->info->key ^ (u32)node->info->order << 8);
  list = sort(&list, NODES, by_order);
  for (struct node *node = list; node; node = node->next) sum = 3 * sum + (u32)node->info->key;
  return crc16(crc, sum);
}

/* Matrices of 16-bit numbers, results of 32 bits, mod 2^32. */

enum { N = 10 };

static i16 a[N][N], b[N][N];
static u32 c[N][N];

static u32 product(i16 x, i16 y) { return (u32)(x * y); }
static u32 bits(u32 x, u32 from, u32 count) { return x >> from & ((1u << count) - 1); }

/* A sum of each row. */
static u32 rows(u32 crc) {
  for (u32 i = 0; i < N; i++) {
    u32 sum = 0;
    for (u32 j = 0; j < N; j++) sum += c[i][j];
    crc = crc16(crc, sum ^ sum >> 16);
  }
  return crc;
}

KEPT static void matrix_add(i16 x) {
  for (u32 i = 0; i < N; i++)
    for (u32 j = 0; j < N; j++) a[i][j] = (i16)(a[i][j] + x);
}

KEPT static void matrix_scale(i16 x) {
  for (u32 i = 0; i < N; i++)
    for (u32 j = 0; j < N; j++) c[i][j] = product(a[i][j], x);
}

KEPT static void matrix_vector(const i16 *x, u32 *to) {
  for (u32 i = 0; i < N; i++) {
    u32 sum = 0;
    for (u32 j = 0; j < N; j++) sum += product(a[i][j], x[j]);
    to[i] = sum;
  }
}

KEPT static void matrix_product(void) {
  for (u32 i = 0; i < N; i++)
    for (u32 j = 0; j < N; j++) {
      u32 sum = 0;
      for (u32 k = 0; k < N; k++) sum += product(a[i][k], b[k][j]);
      c[i][j] = sum;
    }
}

KEPT static void matrix_bits(void) {
  for (u32 i = 0; i < N; i++)
    for (u32 j = 0; j < N; j++) {
      u32 sum = 0;
      for (u32 k = 0; k < N; k++) {
        u32 value = product(a[i][k], b[k][j]);
        sum += bits(value, 3, 5) * bits(value, 9, 6);
      }
      c[i][j] = sum;
    }
}

static u32 matrices(u32 crc) {
  matrix_add((i16)crc);
  matrix_scale((i16)next());
  crc = rows(crc);
  matrix_vector(b[next() % N], c[0]);
  crc = rows(crc);
  matrix_product();
  crc = rows(crc);
  matrix_bits();
  return rows(crc);
}

/* Texts: numbers between commas, one state for each kind of character in them. */

enum { LENGTH = 320, STRIDE = 11 };
enum { START, SIGN, WHOLE, POINT, FRACTION, MARK, MARK_SIGN, EXPONENT, INVALID, STATES };
enum { INTEGER, FLOAT, SCIENTIFIC, NEITHER, KINDS };

static u8 text[LENGTH];
static u32 length;
static u32 visits[STATES], kinds[KINDS];

static void put(u32 character) {
  if (length < LENGTH) text[length++] = (u8)character;
}
static void put_sign(void) {
  u32 sign = next() & 3;
  if (sign < 2) put(sign ? '+' : '-');
}
static void put_digits(u32 most) {
  for (u32 left = 1 + next() % most; left; left--) put('0' + next() % 10);
}

/* Integers, floats, floats with an exponent, and with a letter, which may or may not make them invalid. */
static void write_text(void) {
  while (length < LENGTH) {
    u32 kind = next() & 3;
    put_sign();
    put_digits(5);
    if (kind != INTEGER) {
      put('.');
      put_digits(4);
    }
    if (kind == SCIENTIFIC) {
      put('e');
      put_sign();
      put_digits(2);
    }
    if (kind == NEITHER) {
      put('A' + next() % 26);
      put_digits(2);
    }
    put(',');
  }
}

static u32 is_digit(u8 character) { return character - '0' < 10u; }
static u32 is_sign(u8 character) { return character == '+' || character == '-'; }
static u32 is_mark(u8 character) { return character == 'e' || character == 'E'; }

static u32 step(u32 from, u8 character) {
  switch (from) {
    case START:
      if (is_sign(character)) return SIGN;
      __attribute__((fallthrough));
    case SIGN:
      return is_digit(character) ? WHOLE : character == '.' ? POINT : INVALID;
    case WHOLE:
      return is_digit(character) ? WHOLE : character == '.' ? POINT : is_mark(character) ? MARK : INVALID;
    case POINT:
      return is_digit(character) ? FRACTION : INVALID;
    case FRACTION:
      return is_digit(character) ? FRACTION : is_mark(character) ? MARK : INVALID;
    case MARK:
      if (is_sign(character)) return MARK_SIGN;
      __attribute__((fallthrough));
    case MARK_SIGN:
    case EXPONENT:
      return is_digit(character) ? EXPONENT : INVALID;
    default:
      return INVALID;
  }
}

/* Counts the characters that led to each state, and the numbers of each kind. */
KEPT static void scan(void) {
  u32 at = START;
  for (u32 i = 0; i <= LENGTH; i++) {
    if (i < LENGTH && text[i] != ',') {
      at = step(at, text[i]);
      visits[at]++;
      continue;
    }
    kinds[at == WHOLE ? INTEGER : at == FRACTION ? FLOAT : at == EXPONENT ? SCIENTIFIC : NEITHER]++;
    at = START;
  }
}

/* Scans the text as it is and with every eleventh character changed, which makes and unmakes commas, points and signs. */
KEPT static u32 texts(u32 crc) {
  for (u32 i = 0; i < STATES; i++) visits[i] = 0;
  for (u32 i = 0; i < KINDS; i++) kinds[i] = 0;
  u32 first = crc % STRIDE;
  u8 change = (u8)(1 + (crc & 7));
  scan();
  for (u32 i = first; i < LENGTH; i += STRIDE) text[i] ^= change;
  scan();
  for (u32 i = first; i < LENGTH; i += STRIDE) text[i] ^= change;
  for (u32 i = 0; i < STATES; i++) crc = crc16(crc, visits[i]);
  for (u32 i = 0; i < KINDS; i++) crc = crc16(crc, kinds[i]);
  return crc;
}

int main(void) {
  u32 header[2] = {0, 0};
  guest_read(header, sizeof header);
  state = header[1];
  for (u32 i = 0; i < N; i++)
    for (u32 j = 0; j < N; j++) {
      a[i][j] = (i16)next();
      b[i][j] = (i16)next();
    }
  write_text();
  u32 crc = 0;
  for (u32 i = 0; i < header[0]; i++) {
    state ^= crc;
    crc = texts(matrices(lists(crc)));
  }
  u32 out[2] = {crc, header[0]};
  guest_write(PUBLIC, out, sizeof out);
  return 0;
}
