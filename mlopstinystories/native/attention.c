/* Causal attention of small heads, forward and backward: softmax(q k') v with logits as they are, not scaled.

   A query sees the keys from `first` to itself: its own story's, and the last `window` ones at most. The queries of a
   block stand side by side in the lanes of a vector, and each key's numbers are handed to all of them at once, so nothing
   is summed across lanes and no T x T matrix exists. For the gradients of keys and values the keys stand in the lanes.
   The backward pass computes the weights again from the logarithm of their sum.

   Each (row, head) is one task with results of its own: the same numbers with any number of threads. Tensors are read
   and written where they lie, by strides; each task first copies its head into rows that fit the cache, which also turns
   bf16 into fp32. All sums are fp32.

   B rows, H heads, T time, D head size. */

#include "lanes.h"
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("O2") /* what matters is unrolled by hand; more is seconds of compiling */
#endif

#define KEYS 4 /* at a time: a number of a query, once in a register, serves so many products */
#define CHUNK 64 /* queries whose weights are kept while the gradients of a block of keys grow */
#define HIDDEN -1e30f

typedef struct {
    void *at;
    int64_t row, head, time; /* strides in numbers; a head's own numbers lie side by side */
} heads;

typedef struct {
    int64_t B, H, T, D, window;
    const int64_t *stories; /* (B, T), each story's tokens side by side; NULL: all of a row is one story */
    int32_t is_bf16, threads;
} problem;

INLINE void read_rows(const problem *p, const heads *from, int64_t b, int64_t h, float *to, const int D) {
    int64_t start = b * from->row + h * from->head;
    for (int64_t t = 0; t < p->T; t++, to += D) {
        if (p->is_bf16) {
            const uint16_t *source = (const uint16_t *)from->at + start + t * from->time;
            for (int d = 0; d < D; d++) to[d] = from_bf16(source[d]);
        } else
            memcpy(to, (const float *)from->at + start + t * from->time, D * sizeof(float));
    }
}

INLINE void write_row(const problem *p, const heads *to, int64_t b, int64_t h, int64_t t, const float *from, const int D) {
    int64_t start = b * to->row + h * to->head + t * to->time;
    if (p->is_bf16)
        for (int d = 0; d < D; d++) ((uint16_t *)to->at)[start + d] = to_bf16(from[d]);
    else
        memcpy((float *)to->at + start, from, D * sizeof(float));
}

/* The first key that each query sees. */
static void first_keys(const problem *p, int64_t b, int64_t padded, int32_t *first) {
    const int64_t *stories = p->stories ? p->stories + b * p->T : NULL;
    int32_t begins = 0;
    for (int64_t t = 0; t < p->T; t++) {
        if (stories && t && stories[t] != stories[t - 1]) begins = (int32_t)t;
        int32_t nearest = (int32_t)(t - p->window + 1);
        first[t] = nearest > begins ? nearest : begins;
    }
    for (int64_t t = p->T; t < padded; t++) first[t] = first[p->T - 1];
}

/* LANES rows of D numbers as D vectors. */
INLINE void turned(const float *rows, float *to, const int D) {
    for (int d = 0; d < D; d++)
        for (int lane = 0; lane < LANES; lane++) to[d * LANES + lane] = rows[lane * D + d];
}

INLINE void turned_back(const float *from, float *rows, const int D) {
    for (int lane = 0; lane < LANES; lane++)
        for (int d = 0; d < D; d++) rows[lane * D + d] = from[d * LANES + lane];
}

/* products[n] = the lanes' vectors times row n, for KEYS rows. */
INLINE void products(const float *vectors, const float *rows, lanes *result, const int D) {
    UNROLLED for (int n = 0; n < KEYS; n++) result[n] = (lanes){};
    UNROLLED for (int d = 0; d < D; d++) {
        lanes x = *(const lanes *)(vectors + d * LANES);
        UNROLLED for (int n = 0; n < KEYS; n++) result[n] += x * rows[n * D + d];
    }
}

/* sums[d] += weights[n] * row n, for KEYS rows. */
INLINE void add_rows(float *sums, const float *rows, const lanes *weights, const int D) {
    UNROLLED for (int d = 0; d < D; d++) {
        lanes sum = *(lanes *)(sums + d * LANES);
        UNROLLED for (int n = 0; n < KEYS; n++) sum += weights[n] * rows[n * D + d];
        *(lanes *)(sums + d * LANES) = sum;
    }
}

INLINE ints counted(int64_t from) {
    ints result = {};
    for (int lane = 0; lane < LANES; lane++) result[lane] = (int32_t)from + lane;
    return result;
}

INLINE int64_t rounded_up(int64_t n, int64_t to) { return (n + to - 1) / to * to; }

INLINE void forward_head(const problem *p, int64_t b, int64_t h, const heads *q, const heads *k, const heads *v, const heads *y,
                         float *logsum, float *scratch, int32_t *first, const int D) {
    const int64_t T = p->T, padded = rounded_up(T, LANES) + KEYS;
    float *q_rows = scratch, *k_rows = q_rows + padded * D, *v_rows = k_rows + padded * D;
    lanes *logits = (lanes *)(v_rows + padded * D);
    float turned_q[D * LANES] __attribute__((aligned(64))), sums[D * LANES] __attribute__((aligned(64))), rows[D * LANES];
    read_rows(p, q, b, h, q_rows, D);
    read_rows(p, k, b, h, k_rows, D);
    read_rows(p, v, b, h, v_rows, D);
    for (int64_t block = 0; block < T; block += LANES) {
        int64_t last = block + LANES - 1, from = first[block], to = last < T ? last : T - 1;
        ints places = counted(block), firsts;
        memcpy(&firsts, first + block, sizeof firsts);
        lanes most = every(HIDDEN), sum = {}, weights[KEYS];
        turned(q_rows + block * D, turned_q, D);
        memset(sums, 0, sizeof sums);
        for (int64_t j = from; j <= to; j += KEYS) {
            products(turned_q, k_rows + j * D, weights, D);
            int all_seen = j >= first[last] && j + KEYS - 1 <= block;
            UNROLLED for (int n = 0; n < KEYS; n++) {
                if (!all_seen) weights[n] = choose((places >= (int32_t)(j + n)) & (firsts <= (int32_t)(j + n)), weights[n], every(HIDDEN));
                logits[j - from + n] = weights[n];
                most = larger(most, weights[n]);
            }
        }
        for (int64_t j = from; j <= to; j += KEYS) {
            UNROLLED for (int n = 0; n < KEYS; n++) {
                weights[n] = exponential(logits[j - from + n] - most); /* hidden ones are 0 */
                sum += weights[n];
            }
            add_rows(sums, v_rows + j * D, weights, D);
        }
        for (int d = 0; d < D; d++) *(lanes *)(sums + d * LANES) /= sum;
        turned_back(sums, rows, D);
        for (int lane = 0; lane < LANES && block + lane < T; lane++) {
            write_row(p, y, b, h, block + lane, rows + lane * D, D);
            logsum[block + lane] = most[lane] + logf(sum[lane]);
        }
    }
}

INLINE void backward_head(const problem *p, int64_t b, int64_t h, const heads *const *tensors, const float *logsum, float *scratch,
                          int32_t *first, const int D) {
    const heads *q = tensors[0], *k = tensors[1], *v = tensors[2], *y = tensors[3], *dy = tensors[4];
    const int64_t T = p->T, padded = rounded_up(T, LANES) + KEYS;
    float *q_rows = scratch, *k_rows = q_rows + padded * D, *v_rows = k_rows + padded * D, *dy_rows = v_rows + padded * D;
    float *inner = dy_rows + padded * D, *sums_of_weights = inner + padded;
    float one[D * LANES] __attribute__((aligned(64))), two[D * LANES] __attribute__((aligned(64)));
    float three[D * LANES] __attribute__((aligned(64))), four[D * LANES] __attribute__((aligned(64))), rows[D * LANES];
    lanes logits[CHUNK + KEYS], slopes[CHUNK + KEYS];
    read_rows(p, y, b, h, q_rows, D); /* needed for `inner` alone */
    read_rows(p, dy, b, h, dy_rows, D);
    for (int64_t t = 0; t < T; t++) { /* the softmax takes this off each slope */
        float sum = 0;
        for (int d = 0; d < D; d++) sum += dy_rows[t * D + d] * q_rows[t * D + d];
        inner[t] = sum;
        sums_of_weights[t] = logsum[t];
    }
    for (int64_t t = T; t < padded; t++) inner[t] = 0, sums_of_weights[t] = -HIDDEN;
    read_rows(p, q, b, h, q_rows, D);
    read_rows(p, k, b, h, k_rows, D);
    read_rows(p, v, b, h, v_rows, D);

    for (int64_t block = 0; block < T; block += LANES) { /* queries in the lanes: their own gradient */
        int64_t last = block + LANES - 1, from = first[block], to = last < T ? last : T - 1;
        ints places = counted(block), firsts;
        memcpy(&firsts, first + block, sizeof firsts);
        lanes off = load(inner + block), sum = load(sums_of_weights + block), weights[KEYS], slope[KEYS];
        turned(q_rows + block * D, one, D);
        turned(dy_rows + block * D, two, D);
        memset(three, 0, sizeof three);
        for (int64_t j = from; j <= to; j += KEYS) {
            products(one, k_rows + j * D, weights, D);
            products(two, v_rows + j * D, slope, D);
            int all_seen = j >= first[last] && j + KEYS - 1 <= block;
            UNROLLED for (int n = 0; n < KEYS; n++) {
                slope[n] = exponential(weights[n] - sum) * (slope[n] - off);
                if (!all_seen) slope[n] = where((places >= (int32_t)(j + n)) & (firsts <= (int32_t)(j + n)), slope[n]);
            }
            add_rows(three, k_rows + j * D, slope, D);
        }
        turned_back(three, rows, D);
        for (int lane = 0; lane < LANES && block + lane < T; lane++)
            write_row(p, tensors[5], b, h, block + lane, rows + lane * D, D);
    }

    int64_t end = 0; /* after the last query that sees the block's last key */
    for (int64_t block = 0; block < T; block += LANES) { /* keys in the lanes: their gradient and the values' */
        int64_t last = block + LANES - 1;
        ints places = counted(block);
        while (end < T && first[end] <= last) end++;
        turned(k_rows + block * D, one, D);
        turned(v_rows + block * D, two, D);
        memset(three, 0, sizeof three);
        memset(four, 0, sizeof four);
        for (int64_t start = block; start < end; start += CHUNK) {
            int64_t stop = start + CHUNK < end ? start + CHUNK : end;
            for (int64_t i = start; i < stop; i += KEYS) {
                lanes *weights = logits + (i - start), *slope = slopes + (i - start);
                products(one, q_rows + i * D, weights, D);
                products(two, dy_rows + i * D, slope, D);
                int all_seen = i >= last && i + KEYS <= stop && first[i + KEYS - 1] <= block;
                UNROLLED for (int n = 0; n < KEYS; n++) {
                    weights[n] = exponential(weights[n] - sums_of_weights[i + n]);
                    if (!all_seen) {
                        int32_t begins = i + n < stop ? first[i + n] : INT32_MAX; /* none is seen by what fills up */
                        weights[n] = where((places <= (int32_t)(i + n)) & (places >= begins), weights[n]);
                    }
                    slope[n] = weights[n] * (slope[n] - inner[i + n]);
                }
            }
            for (int64_t i = start; i < stop; i += KEYS) add_rows(three, q_rows + i * D, slopes + (i - start), D);
            for (int64_t i = start; i < stop; i += KEYS) add_rows(four, dy_rows + i * D, logits + (i - start), D);
        }
        for (int part = 0; part < 2; part++) {
            turned_back(part ? four : three, rows, D);
            for (int lane = 0; lane < LANES && block + lane < T; lane++)
                write_row(p, tensors[6 + part], b, h, block + lane, rows + lane * D, D);
        }
    }
}

typedef struct {
    float *numbers;
    int32_t *first;
} workspace;

/* Room for one task after the other; zeros, since what fills a block up is computed with. */
static int workspace_of(const problem *p, workspace *to) {
    int64_t padded = rounded_up(p->T, LANES) + KEYS;
    size_t bytes = rounded_up((4 * padded * p->D + 2 * padded + (padded + KEYS) * LANES) * 4, 64);
    to->numbers = aligned_alloc(64, bytes);
    to->first = malloc(padded * sizeof(int32_t));
    if (!to->numbers || !to->first) return 0;
    memset(to->numbers, 0, bytes);
    return 1;
}

#define FOR_EACH_HEAD(TASK)                                                                                                \
    int32_t failed = 0;                                                                                                    \
    _Pragma("omp parallel num_threads(p->threads)") {                                                                      \
        workspace room;                                                                                                    \
        if (!workspace_of(p, &room)) {                                                                                     \
            _Pragma("omp atomic write") failed = 1;                                                                        \
        }                                                                                                                  \
        _Pragma("omp barrier") _Pragma("omp for schedule(static)") for (int64_t task = 0; task < p->B * p->H; task++) {    \
            if (failed) continue;                                                                                          \
            int64_t b = task / p->H, h = task % p->H;                                                                      \
            first_keys(p, b, rounded_up(p->T, LANES) + KEYS, room.first);                                                  \
            switch (p->D) {                                                                                                \
            case 4: TASK(4); break;                                                                                        \
            case 8: TASK(8); break;                                                                                        \
            case 16: TASK(16); break;                                                                                      \
            case 32: TASK(32); break;                                                                                      \
            case 64: TASK(64); break;                                                                                      \
            }                                                                                                              \
        }                                                                                                                  \
        free(room.numbers);                                                                                                \
        free(room.first);                                                                                                  \
    }                                                                                                                      \
    return failed

/* y of the shape of q, and log(sum(exp(logits))) of each query, fp32 (B, H, T). Not 0: no memory was left. */
int32_t attention_forward(const problem *p, const heads *q, const heads *k, const heads *v, const heads *y, float *logsums) {
#define FORWARD(D) forward_head(p, b, h, q, k, v, y, logsums + task * p->T, room.numbers, room.first, D)
    FOR_EACH_HEAD(FORWARD);
}

/* The tensors are q, k, v, y, the gradient of y, and those of q, k and v, which are written. */
int32_t attention_backward(const problem *p, const heads *const *tensors, const float *logsums) {
#define BACKWARD(D) backward_head(p, b, h, tensors, logsums + task * p->T, room.numbers, room.first, D)
    FOR_EACH_HEAD(BACKWARD);
}

/* Where matrix units multiply, the products of whole heads are theirs, and only what stands between is done here, over the
   keys that are seen alone. Rows are those of (B, H, T, T), side by side. */

#define FOR_EACH_ROW(ROW)                                                                                                  \
    int32_t *first = malloc(p->B * (rounded_up(p->T, LANES) + KEYS) * sizeof(int32_t));                                    \
    if (!first) return 1;                                                                                                  \
    const int64_t padded = rounded_up(p->T, LANES) + KEYS, T = p->T;                                                       \
    for (int64_t b = 0; b < p->B; b++) first_keys(p, b, padded, first + b * padded);                                       \
    _Pragma("omp parallel for schedule(static) num_threads(p->threads)") for (int64_t r = 0; r < p->B * p->H * T; r++) {   \
        int64_t t = r % T, from = first[r / (p->H * T) * padded + t];                                                      \
        if (p->is_bf16)                                                                                                    \
            ROW(1);                                                                                                        \
        else                                                                                                               \
            ROW(0);                                                                                                        \
    }                                                                                                                      \
    free(first);                                                                                                           \
    return 0

INLINE void zero_unseen(void *row, int64_t from, int64_t to, int64_t T, int32_t is_bf16) {
    const int64_t size = is_bf16 ? 2 : 4;
    memset(row, 0, from * size);
    memset((char *)row + to * size, 0, (T - to) * size);
}

/* In the place of a row of logits: their softmax over the keys [from, to), 0 elsewhere. */
INLINE void weigh_row(void *row, int64_t from, int64_t to, int64_t T, int32_t is_bf16) {
    lanes mosts = every(HIDDEN), sums = {};
    OVER(to - from) mosts = larger(mosts, those(left, get(row, from + i, left, is_bf16), HIDDEN));
    float most = largest(mosts);
    OVER(to - from) sums += those(left, exponential(get(row, from + i, left, is_bf16) - most), 0);
    float share = 1 / total(sums);
    OVER(to - from) put(row, from + i, left, exponential(get(row, from + i, left, is_bf16) - most) * share, is_bf16);
    zero_unseen(row, from, to, T, is_bf16);
}

/* In the place of the weights' slopes: those of the logits. */
INLINE void slope_row(const void *weights, void *slopes, int64_t from, int64_t to, int64_t T, int32_t is_bf16) {
    lanes sums = {};
    OVER(to - from) sums += get(weights, from + i, left, is_bf16) * get(slopes, from + i, left, is_bf16);
    float inner = total(sums);
    OVER(to - from) {
        lanes slope = get(weights, from + i, left, is_bf16) * (get(slopes, from + i, left, is_bf16) - inner);
        put(slopes, from + i, left, slope, is_bf16);
    }
    zero_unseen(slopes, from, to, T, is_bf16);
}

int32_t attention_weights(const problem *p, void *logits) {
#define WEIGH(is_bf16) weigh_row((char *)logits + r * T * (is_bf16 ? 2 : 4), from, t + 1, T, is_bf16)
    FOR_EACH_ROW(WEIGH);
}

int32_t attention_slopes(const problem *p, const void *weights, void *slopes) {
#define SLOPE(is_bf16)                                                                                                     \
    slope_row((const char *)weights + r * T * (is_bf16 ? 2 : 4), (char *)slopes + r * T * (is_bf16 ? 2 : 4), from, t + 1, T, is_bf16)
    FOR_EACH_ROW(SLOPE);
}
