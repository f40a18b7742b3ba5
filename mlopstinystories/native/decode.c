/* GPT-Neo over its own fp32 parameters: some tokens in, the logits after them out, in one call.

   A row is one token of one story: the newest token of each story under way, or the tokens of a beginning, which are
   rows of the same story at successive places. A row's result does not depend on the rows beside it, nor on how many
   threads there are: every number is summed in the same order, whatever the shape of the product.

   Products read the weights as PyTorch keeps them (one output after the other), LANES partial sums for each output,
   and add these up in a tree. Nothing is laid out anew, so nothing has to be made before the first token, and one
   story runs at the speed at which weights come from the cache. The price: the tree costs a fifth of the product for
   inputs of 256 numbers, and more for narrower ones.

   Keys and values lie in blocks of LANES tokens, [block][feature][token of the block], keys and then values for each
   layer. A local layer uses its blocks in turn. A block is zeroed when its first token comes, because what is hidden is
   still multiplied, and 0 times infinity is not a number.

   Memory is the caller's, sizes are checked there (models/native_decode.py). */

#ifndef __clang__
#pragma GCC optimize("no-associative-math") /* the order of a sum is part of the result */
#endif
#include <math.h>
#include <stdint.h>
#include <string.h>
#ifdef _OPENMP
#include <omp.h>
#endif

#ifdef __AVX512F__
#define LANES 16
#else
#define LANES 8
#endif
#define UNIT 16   /* outputs that one thread computes together: a line of the cache */
#define CHUNK 64  /* rows at once; a local layer keeps as many tokens beyond its window */
#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("GCC unroll 16")

typedef float vec __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
typedef int32_t ivec __attribute__((vector_size(4 * LANES), aligned(4), may_alias));

typedef struct {
    const float *norm_1, *norm_1_bias, *q, *k, *v, *out, *out_bias, *norm_2, *norm_2_bias, *fc, *fc_bias, *proj, *proj_bias;
    int64_t reach;  /* tokens that are seen, the newest included */
    int64_t blocks; /* of keys, and as many of values */
    int64_t offset; /* of the layer's keys in a story's memory, in numbers */
} Layer;

typedef struct {
    int64_t hidden, inner, heads, layers, vocabulary;
    float epsilon;
    const float *tokens, *positions, *norm, *norm_bias, *head, *head_bias;
    const Layer *layer;
} Model;

typedef struct {
    float *cache; /* the story's memory */
    int32_t token, position, wanted; /* wanted: whether its logits are; the position moves on when the token is read */
} Row;

int64_t decode_lanes(void) { return LANES; }
int64_t decode_chunk(void) { return CHUNK; }

/* --- vectors ------------------------------------------------------------------------------------------------------ */
INLINE vec load(const float *p) { return *(const vec *)p; }
INLINE void store(float *p, vec v) { *(vec *)p = v; }
INLINE vec all(float x) { return x - (vec){0}; }
INLINE vec part(const float *p, int64_t count) { /* the first `count` numbers, then zeros */
    vec v = {0};
    memcpy(&v, p, count * sizeof(float));
    return v;
}
INLINE vec choose(ivec mask, vec a, vec b) { return (vec)((mask & (ivec)a) | (~mask & (ivec)b)); }
INLINE vec larger(vec a, vec b) { return choose(a > b, a, b); }

INLINE ivec lane_numbers(void) {
    ivec n;
    for (int i = 0; i < LANES; i++) n[i] = i;
    return n;
}

/* Lanes without the bit `d` get sums of two lanes of a, the others of b; both sums are the same whichever lane has them. */
#ifdef __clang__
#if LANES == 16
#define PICK(a, b, f) __builtin_shufflevector(a, b, f(0), f(1), f(2), f(3), f(4), f(5), f(6), f(7), f(8), f(9), f(10), f(11), f(12), f(13), f(14), f(15))
#else
#define PICK(a, b, f) __builtin_shufflevector(a, b, f(0), f(1), f(2), f(3), f(4), f(5), f(6), f(7))
#endif
#else
#if LANES == 16
#define PICK(a, b, f) __builtin_shuffle(a, b, (ivec){f(0), f(1), f(2), f(3), f(4), f(5), f(6), f(7), f(8), f(9), f(10), f(11), f(12), f(13), f(14), f(15)})
#else
#define PICK(a, b, f) __builtin_shuffle(a, b, (ivec){f(0), f(1), f(2), f(3), f(4), f(5), f(6), f(7)})
#endif
#endif
#define FOLD(D)                                                                   \
    INLINE vec fold_##D(vec a, vec b) {                                           \
        return PICK(a, b, OWN_##D) + PICK(a, b, OTHER_##D);                       \
    }
#define OWN_1(l) ((l) & 1 ? (l) + LANES : (l))
#define OWN_2(l) ((l) & 2 ? (l) + LANES : (l))
#define OWN_4(l) ((l) & 4 ? (l) + LANES : (l))
#define OWN_8(l) ((l) & 8 ? (l) + LANES : (l))
#define OTHER_1(l) ((l) & 1 ? ((l) ^ 1) + LANES : ((l) ^ 1))
#define OTHER_2(l) ((l) & 2 ? ((l) ^ 2) + LANES : ((l) ^ 2))
#define OTHER_4(l) ((l) & 4 ? ((l) ^ 4) + LANES : ((l) ^ 4))
#define OTHER_8(l) ((l) & 8 ? ((l) ^ 8) + LANES : ((l) ^ 8))
FOLD(1)
FOLD(2)
FOLD(4)
#if LANES == 16
FOLD(8)
#endif

/* Lane l of the result is the sum of the lanes of v[l]. */
INLINE vec sums(vec v[LANES]) {
    UNROLL for (int i = 0; i < LANES / 2; i++) v[i] = fold_1(v[2 * i], v[2 * i + 1]);
    UNROLL for (int i = 0; i < LANES / 4; i++) v[i] = fold_2(v[2 * i], v[2 * i + 1]);
    UNROLL for (int i = 0; i < LANES / 8; i++) v[i] = fold_4(v[2 * i], v[2 * i + 1]);
#if LANES == 16
    v[0] = fold_8(v[0], v[1]);
#endif
    return v[0];
}
INLINE float sum(vec v) {
    v = fold_1(v, v), v = fold_2(v, v), v = fold_4(v, v);
#if LANES == 16
    v = fold_8(v, v);
#endif
    return v[0];
}

/* exp to about 2 units in the last place; 0 below the range of fp32, the largest powers at its other end. */
INLINE vec exponential(vec x) {
    const float ln2_high = 0.693359375f, ln2_low = -2.12194440e-4f;
    vec held = choose(x > 88.0f, all(88.0f), x);
    held = choose(held < -87.0f, all(-87.0f), held);
    vec n = held * 1.44269504088896341f + 12582912.0f; /* 1.5 × 2^23: rounds to an integer, which stands in the low bits */
    ivec power = (ivec)n << 23;
    n = n - 12582912.0f;
    vec r = held - n * ln2_high - n * ln2_low;
    vec p = 1.9875691500e-4f * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f, p = p * r + 4.1665795894e-2f, p = p * r + 1.6666665459e-1f, p = p * r + 5.0000001201e-1f;
    p = p * (r * r) + r + 1.0f;
    return choose(x < -87.0f, (vec){0}, (vec)((ivec)p + power));
}

/* --- products with weights ---------------------------------------------------------------------------------------- */
/* R rows with LANES / R outputs: out[r][o] = Σ_k w[o][k] x[r][k]. R is a constant wherever this is called. */
INLINE void tile(float *out, int64_t out_step, const float *w, int64_t K, const float *x, int64_t x_step, const int R) {
    const int outputs = LANES / R;
    vec acc[LANES];
    UNROLL for (int i = 0; i < LANES; i++) acc[i] = (vec){0};
    UNROLL for (int first = 0; first < outputs; first += 4) {
        const float *w0 = w + first * K, *w1 = w0 + K, *w2 = w1 + K, *w3 = w2 + K;
        int64_t k = 0;
        for (; k + LANES <= K; k += LANES) {
            vec a = load(w0 + k), b = load(w1 + k), c = load(w2 + k), d = load(w3 + k);
            UNROLL for (int r = 0; r < R; r++) {
                vec xv = load(x + r * x_step + k), *sum_of = acc + r * outputs + first;
                sum_of[0] += a * xv, sum_of[1] += b * xv, sum_of[2] += c * xv, sum_of[3] += d * xv;
            }
        }
        if (k < K) {
            int64_t left = K - k;
            vec a = part(w0 + k, left), b = part(w1 + k, left), c = part(w2 + k, left), d = part(w3 + k, left);
            UNROLL for (int r = 0; r < R; r++) {
                vec xv = load(x + r * x_step + k), *sum_of = acc + r * outputs + first; /* x is padded with zeros */
                sum_of[0] += a * xv, sum_of[1] += b * xv, sum_of[2] += c * xv, sum_of[3] += d * xv;
            }
        }
    }
    vec result = sums(acc);
    UNROLL for (int r = 0; r < R; r++) memcpy(out + r * out_step, (float *)&result + r * outputs, outputs * sizeof(float));
}

/* UNIT outputs of all rows. */
static void unit(float *out, int64_t out_step, const float *w, int64_t K, const float *x, int64_t x_step, int64_t rows) {
    int64_t r = 0;
    const int most = LANES / 4;
    for (int o = 0; o < UNIT; o += 4)
        for (r = 0; r + most <= rows; r += most)
            tile(out + r * out_step + o, out_step, w + o * K, K, x + r * x_step, x_step, most);
#if LANES == 16
    if (r + 2 <= rows) {
        for (int o = 0; o < UNIT; o += 8) tile(out + r * out_step + o, out_step, w + o * K, K, x + r * x_step, x_step, 2);
        r += 2;
    }
#endif
    if (r < rows)
        for (int o = 0; o < UNIT; o += LANES) tile(out + r * out_step + o, out_step, w + o * K, K, x + r * x_step, x_step, 1);
}

/* Outputs `first` to `end` of `total`; both begin or end a unit, but for the last. */
static void product(float *out, int64_t out_step, const float *w, int64_t total, int64_t first, int64_t end, int64_t K,
                    const float *x, int64_t x_step, int64_t rows) {
    for (int64_t o = first; o < end; o += UNIT) {
        if (o + UNIT <= total) {
            unit(out + o, out_step, w + o * K, K, x, x_step, rows);
            continue;
        }
        float whole[CHUNK * UNIT]; /* the last outputs are computed together with some before them */
        unit(whole, UNIT, w + (total - UNIT) * K, K, x, x_step, rows);
        for (int64_t r = 0; r < rows; r++)
            memcpy(out + r * out_step + o, whole + r * UNIT + UNIT - (total - o), (total - o) * sizeof(float));
    }
}

/* --- what lies between -------------------------------------------------------------------------------------------- */
static void normalise(float *out, const float *x, int64_t C, const float *weight, const float *bias, float epsilon) {
    int64_t whole = C / LANES * LANES;
    vec total = {0}, squares = {0}, in_row = (vec)((lane_numbers() < (int32_t)(C - whole)));
    for (int64_t c = 0; c < C; c += LANES) total += load(x + c);
    float mean = sum(total) / C;
    for (int64_t c = 0; c < C; c += LANES) {
        vec d = load(x + c) - mean;
        if (c == whole) d = (vec)((ivec)d & (ivec)in_row);
        squares += d * d;
    }
    float scale = 1 / sqrtf(sum(squares) / C + epsilon);
    for (int64_t c = 0; c < whole; c += LANES) store(out + c, (load(x + c) - mean) * scale * load(weight + c) + load(bias + c));
    for (int64_t c = whole; c < C; c++) out[c] = (x[c] - mean) * scale * weight[c] + bias[c];
}

/* x/2 (1 + tanh u) = x / (1 + exp(−2u)), u = √(2/π) (x + 0.044715 x³): `gelu_new` */
static void activate(float *x, const float *bias, int64_t count) {
    for (int64_t i = 0; i < count; i += LANES) {
        vec v = load(x + i) + (i + LANES <= count ? load(bias + i) : part(bias + i, count - i));
        vec u = 0.7978845608028654f * (v + 0.044715f * v * v * v);
        store(x + i, v / (1.0f + exponential(-2.0f * u)));
    }
}

/* COUNT features of one head: out[d] = Σ_token weight[token] values[d][token]. COUNT is a constant where it is called. */
INLINE void weigh(float *out, const float *weights, const float *values, int64_t first, int64_t count, int64_t blocks,
                  int64_t step, const int COUNT) {
    vec acc[LANES];
    UNROLL for (int i = 0; i < LANES; i++) acc[i] = (vec){0};
    for (int64_t b = 0, at = first; b < count; b++, at = at + 1 == blocks ? 0 : at + 1) {
        vec p = load(weights + b * LANES);
        UNROLL for (int i = 0; i < COUNT; i++) acc[i] += p * load(values + at * step + i * LANES);
    }
    vec result = sums(acc);
    memcpy(out, &result, COUNT * sizeof(float));
}

/* One head of one row. */
static void attend(float *out, const float *q, const float *keys, const float *values, const Layer *layer, int64_t position,
                   int64_t C, int64_t D, float *scores) {
    int64_t seen_from = position + 1 > layer->reach ? position + 1 - layer->reach : 0, step = C * LANES;
    int64_t first_block = seen_from / LANES, count = position / LANES - first_block + 1, first = first_block % layer->blocks;
    ivec lane = lane_numbers();
    vec most = all(-INFINITY);
    for (int64_t b = 0, at = first; b < count; b++, at = at + 1 == layer->blocks ? 0 : at + 1) {
        vec score = {0};
        for (int64_t d = 0; d < D; d++) score += q[d] * load(keys + at * step + d * LANES);
        int32_t begin = (int32_t)(seen_from - (first_block + b) * LANES), end = (int32_t)(position - (first_block + b) * LANES);
        score = choose((lane >= begin) & (lane <= end), score, all(-INFINITY));
        most = larger(most, score);
        store(scores + b * LANES, score);
    }
    float peak = most[0];
    for (int i = 1; i < LANES; i++) peak = most[i] > peak ? most[i] : peak;
    vec total = {0};
    for (int64_t b = 0; b < count; b++) {
        vec weight = exponential(load(scores + b * LANES) - peak);
        total += weight;
        store(scores + b * LANES, weight);
    }
    float share = 1 / sum(total);
    for (int64_t b = 0; b < count; b++) store(scores + b * LANES, load(scores + b * LANES) * share);
    int64_t d = 0;
    for (; d + LANES <= D; d += LANES) weigh(out + d, scores, values + d * LANES, first, count, layer->blocks, step, LANES);
    for (; d + 4 <= D; d += 4) weigh(out + d, scores, values + d * LANES, first, count, layer->blocks, step, 4);
    for (; d < D; d++) weigh(out + d, scores, values + d * LANES, first, count, layer->blocks, step, 1);
}

/* The features `first` to `end` of the rows' new keys or values, into the blocks of their stories. */
static void remember(const float *new, int64_t new_step, const Row *rows, int64_t count, int64_t offset, int64_t blocks,
                     int64_t C, int64_t first, int64_t end) {
    for (int64_t r = 0; r < count; r++) {
        float *block = rows[r].cache + offset + rows[r].position / LANES % blocks * C * LANES;
        int64_t place = rows[r].position % LANES;
        if (place == 0) memset(block + first * LANES, 0, (end - first) * LANES * sizeof(float));
        for (int64_t c = first; c < end; c++) block[c * LANES + place] = new[r * new_step + c];
    }
}

/* --- all layers --------------------------------------------------------------------------------------------------- */
static int64_t padded(int64_t count) { return (count + UNIT - 1) / UNIT * UNIT; }
static int64_t longest(const Model *m) {
    int64_t most = 0;
    for (int64_t l = 0; l < m->layers; l++) most = m->layer[l].blocks > most ? m->layer[l].blocks : most;
    return (most + 1) * LANES;
}
static int64_t shared_numbers(const Model *m) { return CHUNK * (6 * padded(m->hidden) + padded(m->inner)); }
static int64_t private_numbers(const Model *m) { return CHUNK * padded(m->hidden) + padded(longest(m)) + 8 * UNIT; }

/* How many numbers of memory, zeroed once, `decode` needs to work in; it begins at a line of the cache. */
int64_t decode_memory(const Model *m, int64_t threads) { return shared_numbers(m) + threads * private_numbers(m); }

/* This thread's part of `total`, in units. */
static void share(int64_t total, int thread, int threads, int64_t *first, int64_t *end) {
    int64_t units = (total + UNIT - 1) / UNIT;
    *first = units * thread / threads * UNIT, *end = units * (thread + 1) / threads * UNIT;
    if (*end > total) *end = total;
}

#define BARRIER _Pragma("omp barrier")

/* What one thread does of at most CHUNK rows; logits of the wanted rows go to `logits`, one after the other. */
static void work(const Model *m, const Row *rows, int64_t count, float *logits, float *memory, int thread, int threads) {
    const int64_t C = m->hidden, I = m->inner, V = m->vocabulary, D = C / m->heads, Cp = padded(C), Ip = padded(I);
    float *x = memory, *qkv = x + CHUNK * Cp, *y = qkv + 3 * CHUNK * Cp, *added = y + CHUNK * Cp, *inner = added + CHUNK * Cp;
    float *normal = memory + shared_numbers(m) + thread * private_numbers(m), *scores = normal + CHUNK * Cp;
    int64_t c0, c1, i0, i1, a0, a1;
    share(C, thread, threads, &c0, &c1);
    share(I, thread, threads, &i0, &i1);
    for (int64_t r = 0; r < count; r++)
        for (int64_t c = c0; c < c1; c++)
            x[r * Cp + c] = m->tokens[rows[r].token * C + c] + m->positions[rows[r].position * C + c];
    BARRIER
    for (int64_t l = 0; l < m->layers; l++) {
        const Layer *layer = m->layer + l;
        const float *weights[3] = {layer->q, layer->k, layer->v};
        int64_t kept = layer->blocks * C * LANES;
        for (int64_t r = 0; r < count; r++) normalise(normal + r * Cp, x + r * Cp, C, layer->norm_1, layer->norm_1_bias, m->epsilon);
        share(3 * Cp, thread, threads, &a0, &a1);
        for (int64_t part = 0; part < 3; part++) {
            int64_t first = a0 - part * Cp > 0 ? a0 - part * Cp : 0, end = a1 - part * Cp < C ? a1 - part * Cp : C;
            if (first >= end) continue;
            float *new = qkv + part * CHUNK * Cp;
            product(new, Cp, weights[part], C, first, end, C, normal, Cp, count);
            if (part) remember(new, Cp, rows, count, layer->offset + (part - 1) * kept, layer->blocks, C, first, end);
        }
        BARRIER
        for (int64_t i = count * m->heads * thread / threads; i < count * m->heads * (thread + 1) / threads; i++) {
            int64_t r = i / m->heads, c = i % m->heads * D;
            const float *keys = rows[r].cache + layer->offset + c * LANES;
            attend(y + r * Cp + c, qkv + r * Cp + c, keys, keys + kept, layer, rows[r].position, C, D, scores);
        }
        BARRIER
        product(added, Cp, layer->out, C, c0, c1, C, y, Cp, count);
        for (int64_t r = 0; r < count; r++)
            for (int64_t c = c0; c < c1; c++) x[r * Cp + c] += added[r * Cp + c] + layer->out_bias[c];
        BARRIER
        for (int64_t r = 0; r < count; r++) normalise(normal + r * Cp, x + r * Cp, C, layer->norm_2, layer->norm_2_bias, m->epsilon);
        product(inner, Ip, layer->fc, I, i0, i1, C, normal, Cp, count);
        for (int64_t r = 0; r < count; r++) activate(inner + r * Ip + i0, layer->fc_bias + i0, i1 - i0);
        BARRIER
        product(added, Cp, layer->proj, C, c0, c1, I, inner, Ip, count);
        for (int64_t r = 0; r < count; r++)
            for (int64_t c = c0; c < c1; c++) x[r * Cp + c] += added[r * Cp + c] + layer->proj_bias[c];
        BARRIER
    }
    int64_t wanted = 0;
    for (int64_t r = 0; r < count; r++)
        if (rows[r].wanted) normalise(normal + wanted++ * Cp, x + r * Cp, C, m->norm, m->norm_bias, m->epsilon);
    share(V, thread, threads, &a0, &a1);
    product(logits, V, m->head, V, a0, a1, C, normal, Cp, wanted);
    for (int64_t r = 0; m->head_bias && r < wanted; r++)
        for (int64_t v = a0; v < a1; v++) logits[r * V + v] += m->head_bias[v];
    BARRIER
}

/* Read all rows, and write the logits of the wanted ones; a story's rows stand in the order of its tokens. */
void decode(const Model *m, Row *rows, int64_t count, float *logits, float *memory, int64_t threads) {
#pragma omp parallel num_threads((int)threads)
    {
        int thread = 0, team = 1;
#ifdef _OPENMP
        thread = omp_get_thread_num(), team = omp_get_num_threads();
#endif
        float *next = logits;
        for (int64_t first = 0; first < count; first += CHUNK) {
            int64_t here = count - first < CHUNK ? count - first : CHUNK;
            work(m, rows + first, here, next, memory, thread, team);
            for (int64_t r = first; r < first + here; r++) next += rows[r].wanted ? m->vocabulary : 0;
        }
    }
    for (int64_t r = 0; r < count; r++) rows[r].position++;
}
