/* A text cut into stories, and stories to token ids as a byte-level BPE with GPT-2's rule gives them: cut, look up, merge
 * what is new, in one pass.
 *
 * Text is UTF-8. A piece of the rule
 *     's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
 * is found by the classes of its characters; those outside ASCII get theirs from the caller, who asks the library
 * (`unknown_characters`, `set_class`). A piece of up to 16 bytes is two numbers, the key of a hash table with its ids in
 * one cache line each. A piece that is not there is merged: a heap holds the pairs of neighbours that may be merged, the
 * earliest merge of the list first and of equal ones the leftmost. Longer pieces are merged each time they come.
 *
 * Whatever is kept belongs to one `encoder`, used by one thread at a time; there are no other variables. Bytes that are
 * no UTF-8 count as signs, one by one.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#ifdef __linux__
#include <sys/mman.h>
#endif

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "keys are loaded as little-endian numbers"
#endif

enum { LETTER, DIGIT, SIGN, BLANK, SPACE, UNKNOWN, ASKED, WIDE };  /* the first five and the next are in encoding.py too */
enum { KEY = 16, IDS = 11, PROBES = 8, CODE_POINTS = 0x110000 };
enum { NO_MEMORY = -1, NO_ROOM = -2, NO_UTF8 = -3 };

static const uint32_t NONE = UINT32_MAX;
static const uint64_t ONES = 0x0101010101010101u;

typedef struct { uint64_t low, high; uint8_t size, count; uint32_t ids[IDS]; } word;
typedef struct { uint64_t pair; uint32_t rank, id; } merge;
typedef struct { uint32_t id, before, after; } symbol;

typedef struct {
    word *words;
    uint64_t word_mask, words_kept;
    merge *merges;
    uint64_t merge_mask;
    symbol *symbols;     /* of the piece that is merged, and its heap; both grow with the longest piece */
    uint64_t *heap;
    uint64_t symbol_room;
    uint64_t key_masks[KEY + 1][2];
    uint32_t id_of_byte[256];
    uint8_t class_of_byte[256];
    uint8_t class_of_character[CODE_POINTS];
} encoder;

/* ---- characters --------------------------------------------------------------------------------------------------- */

static int is_space(int byte) { return byte == ' ' || (byte >= '\t' && byte <= '\r'); }

static int is_visible(int byte) { return byte > ' ' && byte < 0x7F; }

static uint8_t ascii_class(int byte) {
    if ((byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')) return LETTER;
    if (byte >= '0' && byte <= '9') return DIGIT;
    if (byte == ' ') return BLANK;
    return is_space(byte) ? SPACE : SIGN;
}

/* The character at `at`, and its bytes in `size`; NONE and one byte where there is no UTF-8. */
static uint32_t decode(const uint8_t *at, const uint8_t *end, int *size) {
    int more = *at >= 0xF0 ? 3 : *at >= 0xE0 ? 2 : 1;
    uint32_t code = *at & (0x3F >> more);
    *size = 1;
    if (*at < 0xC0 || *at >= 0xF8 || end - at <= more) return NONE;
    for (int k = 1; k <= more; k++) {
        if ((at[k] & 0xC0) != 0x80) return NONE;
        code = code << 6 | (at[k] & 0x3F);
    }
    if (code >= CODE_POINTS) return NONE;
    *size = more + 1;
    return code;
}

/* The first byte outside ASCII from `at` on, or `end`. */
static inline const uint8_t *ascii_end(const uint8_t *at, const uint8_t *end) {
    uint64_t eight;
    while (end - at >= 8 && (memcpy(&eight, at, 8), !(eight & 0x80 * ONES))) at += 8;
    while (at < end && *at < 0x80) at++;
    return at;
}

/* Whether all is UTF-8 as the standard has it: no character longer than need be, and no half of a UTF-16 pair. */
static int is_utf8(const uint8_t *at, const uint8_t *end) {
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    int size;
    for (; (at = ascii_end(at, end)) < end; at += size) {
        uint32_t code = decode(at, end, &size);
        if (code == NONE || code < least[size] || (code >= 0xD800 && code < 0xE000)) return 0;
    }
    return 1;
}

static inline int class_at(const encoder *e, const uint8_t *at, const uint8_t *end, int *size) {
    int kind = e->class_of_byte[*at];
    *size = 1;
    if (kind != WIDE) return kind;
    uint32_t code = decode(at, end, size);
    if (code == NONE) return SIGN;
    kind = e->class_of_character[code];
    return kind < UNKNOWN ? kind : SIGN;
}

/* Writes the characters outside ASCII whose class is not known, each once; at most `room` of them. */
int64_t unknown_characters(encoder *e, const uint8_t *text, int64_t size, uint32_t *found, int64_t room) {
    const uint8_t *at = text, *end = text + size;
    int64_t count = 0;
    int bytes;
    for (; (at = ascii_end(at, end)) < end && count < room; at += bytes) {
        uint32_t code = decode(at, end, &bytes);
        if (code != NONE && e->class_of_character[code] == UNKNOWN) {
            e->class_of_character[code] = ASKED;
            found[count++] = code;
        }
    }
    return count;
}

void set_class(encoder *e, uint32_t code, int kind) {
    if (code < CODE_POINTS && kind >= LETTER && kind <= SPACE) e->class_of_character[code] = (uint8_t)kind;
}

/* ---- stories ------------------------------------------------------------------------------------------------------ */

/* Where the parts of `text` between the marks begin and end, without the white space of ASCII around them; returns how
 * many parts there are. `odd` says which have something else than a visible character of ASCII at one of their ends.
 * `room` is that of each of the three, and must be one more than marks fit into the text. */
int64_t cut(const uint8_t *text, int64_t size, const uint8_t *mark, int64_t mark_size, int64_t *begins, int64_t *ends,
            int64_t *odd, int64_t room) {
    const uint8_t *at = text, *end = text + size, *part_end, *next;
    int64_t count = 0;
    if (size < 0 || mark_size < 1) return NO_ROOM;
    if (!is_utf8(text, end)) return NO_UTF8;
    for (; at; at = next) {
        if (count == room) return NO_ROOM;
        part_end = at;
        while ((part_end = memchr(part_end, *mark, (size_t)(end - part_end)))) {
            if (end - part_end >= mark_size && !memcmp(part_end, mark, (size_t)mark_size)) break;
            part_end++;
        }
        next = part_end ? part_end + mark_size : NULL;
        if (!part_end) part_end = end;
        while (at < part_end && is_space(*at)) at++;
        while (part_end > at && is_space(part_end[-1])) part_end--;
        begins[count] = at - text;
        ends[count] = part_end - text;
        odd[count++] = part_end > at && !(is_visible(*at) && is_visible(part_end[-1]));
    }
    return count;
}

/* ---- pieces ------------------------------------------------------------------------------------------------------- */

/* How many of the eight bytes are ASCII letters, counted from the first one on. */
static inline int letters_of(uint64_t eight) {
    uint64_t lower = eight | 0x20 * ONES;
    uint64_t low = lower & 0x7F * ONES;
    uint64_t is_letter = (low + (0x80 - 'a') * ONES) & ~(low + (0x7F - 'z') * ONES) & ~lower & 0x80 * ONES;
    uint64_t others = is_letter ^ 0x80 * ONES;
    return others ? __builtin_ctzll(others) >> 3 : 8;
}

static const uint8_t *run_end(const encoder *e, const uint8_t *at, const uint8_t *end, int kind) {
    if (kind == LETTER)
        while (end - at >= 8) {
            uint64_t eight;
            memcpy(&eight, at, 8);
            int letters = letters_of(eight);
            at += letters;
            if (letters < 8) {
                if (*at < 0x80) return at;
                break;
            }
        }
    int size;
    while (at < end && class_at(e, at, end, &size) == kind) at += size;
    return at;
}

/* The end of the white space that begins at `at`, without its last character where a story goes on after it. */
static const uint8_t *space_end(const encoder *e, const uint8_t *at, const uint8_t *end) {
    const uint8_t *last = at, *first = at;
    int size, kind;
    while (at < end && (kind = class_at(e, at, end, &size), kind == BLANK || kind == SPACE)) {
        last = at;
        at += size;
    }
    return at == end || last == first ? at : last;
}

static inline const uint8_t *contraction_end(const uint8_t *at, const uint8_t *end) {
    if (end - at < 2) return at;
    switch (at[1]) {
        case 's': case 't': case 'm': case 'd': return at + 2;
        case 'r': case 'v': return end - at > 2 && at[2] == 'e' ? at + 3 : at;
        case 'l': return end - at > 2 && at[2] == 'l' ? at + 3 : at;
        default: return at;
    }
}

static inline const uint8_t *piece_end(const encoder *e, const uint8_t *at, const uint8_t *end) {
    int size;
    const uint8_t *begin = at;
    if (*at == '\'') {
        const uint8_t *contraction = contraction_end(at, end);
        if (contraction > at) return contraction;
    }
    at += *at == ' ' && end - at > 1;
    int kind = class_at(e, at, end, &size);
    if (kind == BLANK || kind == SPACE) return space_end(e, begin, end);
    return run_end(e, at + size, end, kind);
}

/* ---- merging ------------------------------------------------------------------------------------------------------ */

static inline uint64_t mixed(uint64_t a, uint64_t b) {
    unsigned __int128 product = (unsigned __int128)(a ^ 0x9E3779B97F4A7C15u) * (b ^ 0xD1B54A32D192ED03u);
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* Where a pair stands among the merges, or the empty place where it would. */
static inline merge *find_merge(const encoder *e, uint32_t left, uint32_t right) {
    uint64_t pair = (uint64_t)left << 32 | right, at = mixed(pair, pair) & e->merge_mask;
    while (e->merges[at].rank != NONE && e->merges[at].pair != pair) at = (at + 1) & e->merge_mask;
    return &e->merges[at];
}

static void push(uint64_t *heap, int64_t *length, uint64_t value) {
    int64_t at = (*length)++;
    while (at > 0 && heap[(at - 1) / 2] > value) {
        heap[at] = heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    heap[at] = value;
}

static uint64_t pop(uint64_t *heap, int64_t *length) {
    uint64_t first = heap[0], last = heap[--*length];
    int64_t at = 0, child;
    while ((child = 2 * at + 1) < *length) {
        child += child + 1 < *length && heap[child + 1] < heap[child];
        if (heap[child] >= last) break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = last;
    return first;
}

static void push_pair(const encoder *e, uint32_t at, int64_t *length) {
    const symbol *s = e->symbols;
    if (at == NONE || s[at].after == NONE) return;
    uint32_t rank = find_merge(e, s[at].id, s[s[at].after].id)->rank;
    if (rank != NONE) push(e->heap, length, (uint64_t)rank << 32 | at);
}

static int make_room(encoder *e, uint64_t size) {
    if (size <= e->symbol_room) return 1;
    symbol *symbols = realloc(e->symbols, size * sizeof *symbols);
    if (symbols) e->symbols = symbols;
    uint64_t *heap = realloc(e->heap, 3 * size * sizeof *heap);  /* each merge takes one symbol and adds two pairs */
    if (heap) e->heap = heap;
    if (!symbols || !heap) return 0;
    e->symbol_room = size;
    return 1;
}

/* Merges a piece; its ids are those of the symbols from the first one on. Returns 0 where memory is short. */
static int merge_piece(encoder *e, const uint8_t *piece, uint32_t size) {
    if (!make_room(e, size)) return 0;
    symbol *s = e->symbols;
    int64_t length = 0;
    for (uint32_t k = 0; k < size; k++)
        s[k] = (symbol){e->id_of_byte[piece[k]], k ? k - 1 : NONE, k + 1 < size ? k + 1 : NONE};
    for (uint32_t k = 0; k + 1 < size; k++) push_pair(e, k, &length);
    while (length) {
        uint64_t next = pop(e->heap, &length);
        uint32_t at = (uint32_t)next, rank = (uint32_t)(next >> 32), after = s[at].after;
        if (s[at].id == NONE || after == NONE) continue;
        const merge *m = find_merge(e, s[at].id, s[after].id);
        if (m->rank != rank) continue;  /* one of the two has changed meanwhile */
        s[at].id = m->id;
        s[at].after = s[after].after;
        s[after].id = NONE;
        if (s[at].after != NONE) s[s[at].after].before = at;
        push_pair(e, s[at].before, &length);
        push_pair(e, at, &length);
    }
    return 1;
}

/* ---- the whole ---------------------------------------------------------------------------------------------------- */

static inline void put(void *tokens, int wide, int64_t at, uint32_t id) {
    if (wide) ((uint32_t *)tokens)[at] = id;
    else ((uint16_t *)tokens)[at] = (uint16_t)id;
}

/* The ids of a piece that is not in the table are written and, where there is room, kept in `place`. */
static int64_t write_new(encoder *e, const uint8_t *piece, int64_t size, word *place, word key, void *tokens, int wide,
                         int64_t at) {
    if (!merge_piece(e, piece, (uint32_t)size)) return NO_MEMORY;
    int64_t count = 0;
    for (uint32_t k = 0; k != NONE; k = e->symbols[k].after, count++) {
        put(tokens, wide, at + count, e->symbols[k].id);
        if (count < IDS) key.ids[count] = e->symbols[k].id;
    }
    if (place && count <= IDS) {
        key.count = (uint8_t)count;
        *place = key;
        e->words_kept++;
    }
    return count;
}

/* The tokens of stories, `end_of_text` after each; returns how many there are.
 *
 * A story stands between its places in `begins` and `ends` in `text`; `counts` gets its tokens without the end. `room` is
 * that of `tokens`, 32 bits each if `wide`, else 16, and must be at least the stories and their bytes together. */
int64_t encode(encoder *e, const uint8_t *text, int64_t size, const int64_t *begins, const int64_t *ends,
               int64_t stories, uint32_t end_of_text, int wide, void *tokens, int64_t room, int64_t *counts) {
    const uint8_t *limit = text + size;
    int64_t written = 0;
    if (size < 0 || size >= NONE) return NO_ROOM;
    for (int64_t k = 0; k < stories; k++) {
        if (begins[k] < 0 || begins[k] > ends[k] || ends[k] > size) return NO_ROOM;
        if (ends[k] - begins[k] >= room - written) return NO_ROOM;
        const uint8_t *at = text + begins[k], *end = text + ends[k];
        int64_t before = written;
        while (at < end) {
            const uint8_t *next = piece_end(e, at, end);
            int64_t bytes = next - at;
            word key = {0}, *place = NULL;
            if (bytes <= KEY) {
                uint64_t halves[2] = {0, 0};
                if (limit - at >= KEY) memcpy(halves, at, KEY);
                else memcpy(halves, at, (size_t)bytes);
                key.low = halves[0] & e->key_masks[bytes][0];
                key.high = halves[1] & e->key_masks[bytes][1];
                key.size = (uint8_t)bytes;
                uint64_t slot = mixed(key.low, key.high);
                const word *known = NULL;
                for (int probe = 0; probe < PROBES; probe++, slot++) {
                    word *w = &e->words[slot & e->word_mask];
                    if (w->low == key.low && w->high == key.high && w->size == key.size) { known = w; break; }
                    if (!w->size) { place = w; break; }
                }
                if (known) {
                    put(tokens, wide, written, known->ids[0]);
                    for (int j = 1; j < known->count; j++) put(tokens, wide, written + j, known->ids[j]);
                    written += known->count;
                    at = next;
                    continue;
                }
            }
            int64_t count = write_new(e, at, bytes, place, key, tokens, wide, written);
            if (count < 0) return count;
            written += count;
            at = next;
            if (e->words_kept > e->word_mask / 2) {
                memset(e->words, 0, (e->word_mask + 1) * sizeof *e->words);
                e->words_kept = 0;
            }
        }
        counts[k] = written - before;
        put(tokens, wide, written++, end_of_text);
    }
    return written;
}

void free_encoder(encoder *e) {
    if (!e) return;
    free(e->words);
    free(e->merges);
    free(e->symbols);
    free(e->heap);
    free(e);
}

/* Large pages for memory that is read here and there, so that fewer of them are handed out and looked up. */
static void prefer_large_pages(void *block, size_t size) {
#ifdef MADV_HUGEPAGE
    uintptr_t page = 4096, first = ((uintptr_t)block + page - 1) / page * page, last = ((uintptr_t)block + size) / page * page;
    if (block && last > first) madvise((void *)first, last - first, MADV_HUGEPAGE);
#else
    (void)block, (void)size;
#endif
}

/* `merges` has for each merge, in order, the ids of both parts and of the whole; of equal pairs the last one counts. The
 * table of words has 2 to the power of `word_bits` places. NULL where memory is short. */
encoder *new_encoder(const uint32_t *id_of_byte, const uint32_t *merges, int64_t count, int word_bits) {
    encoder *e = calloc(1, sizeof *e);
    if (!e) return NULL;
    e->merge_mask = 15;
    while (e->merge_mask < 2 * (uint64_t)count) e->merge_mask = 2 * e->merge_mask + 1;
    e->word_mask = ((uint64_t)1 << word_bits) - 1;
    e->words = calloc(e->word_mask + 1, sizeof *e->words);
    prefer_large_pages(e->words, (e->word_mask + 1) * sizeof *e->words);
    e->merges = malloc((e->merge_mask + 1) * sizeof *e->merges);
    if (!e->words || !e->merges) {
        free_encoder(e);
        return NULL;
    }
    for (uint64_t k = 0; k <= e->merge_mask; k++) e->merges[k] = (merge){0, NONE, 0};
    for (int64_t k = 0; k < count; k++)
        *find_merge(e, merges[3 * k], merges[3 * k + 1]) =
            (merge){(uint64_t)merges[3 * k] << 32 | merges[3 * k + 1], (uint32_t)k, merges[3 * k + 2]};
    memcpy(e->id_of_byte, id_of_byte, sizeof e->id_of_byte);
    memset(e->class_of_character, UNKNOWN, sizeof e->class_of_character);
    for (int k = 0; k < 256; k++) e->class_of_byte[k] = k < 0x80 ? ascii_class(k) : WIDE;
    for (int k = 0; k <= KEY; k++) {
        e->key_masks[k][0] = k >= 8 ? UINT64_MAX : ((uint64_t)1 << 8 * k) - 1;
        e->key_masks[k][1] = k <= 8 ? 0 : k == KEY ? UINT64_MAX : ((uint64_t)1 << 8 * (k - 8)) - 1;
    }
    return e;
}
