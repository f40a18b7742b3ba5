/* From logits to tokens, each row with its own settings; the same rules as `models/sampling.py`, which has them in PyTorch.

   A row does not depend on the rows beside it. Weights are fp32, as are the probabilities there; what is summed up from
   them is fp64. Memory is the caller's, sizes are checked there (models/native_sampling.py). */

#ifndef __clang__
#pragma GCC optimize("no-associative-math") /* the order of a sum is part of the result */
#endif
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#ifdef _OPENMP
#include <omp.h>
#endif

#define LANES 16
#define STRIDE 128   /* weights that are summed up before the sum is looked at */
#define BUCKETS 4096 /* of weights by their highest bits: 8 of the exponent, 4 of the mantissa */

typedef float vec __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
typedef int32_t ivec __attribute__((vector_size(4 * LANES), aligned(4), may_alias));

typedef struct {
    double temperature, top_p, draw; /* top_p of 1 or more: all tokens */
    int64_t top_k;                   /* 0: all tokens */
    int64_t forced;                  /* −1: none */
    int64_t alternatives, named;     /* how many are to be named, and from which place of the list on */
    int64_t token;                   /* from here on the answer */
    double log_probability;
} Choice;

typedef struct {
    float value;
    int32_t token;
} Entry;

static inline vec choose(ivec mask, vec a, vec b) { return (vec)((mask & (ivec)a) | (~mask & (ivec)b)); }

/* exp to about 2 units in the last place, for x up to 0; 0 below the range of fp32. */
static inline vec exponential(vec x) {
    vec held = choose(x < -87.0f, (vec){0} - 87.0f, x);
    vec n = held * 1.44269504088896341f + 12582912.0f; /* 1.5 × 2^23: rounds to an integer, which stands in the low bits */
    ivec power = (ivec)n << 23;
    n = n - 12582912.0f;
    vec r = held - n * 0.693359375f - n * -2.12194440e-4f;
    vec p = 1.9875691500e-4f * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f, p = p * r + 4.1665795894e-2f, p = p * r + 1.6666665459e-1f, p = p * r + 5.0000001201e-1f;
    p = p * (r * r) + r + 1.0f;
    return choose(x < -87.0f, (vec){0}, (vec)((ivec)p + power));
}

static vec part(const float *p, int64_t count, float otherwise) {
    vec v = (vec){0} + otherwise;
    memcpy(&v, p, count * sizeof(float));
    return v;
}

static float largest(const float *x, int64_t count) {
    vec most[4];
    int64_t i = 0;
    for (int n = 0; n < 4; n++) most[n] = (vec){0} - INFINITY;
    for (; i + 4 * LANES <= count; i += 4 * LANES)
        for (int n = 0; n < 4; n++) {
            vec v = *(const vec *)(x + i + n * LANES);
            most[n] = choose(v > most[n], v, most[n]);
        }
    float peak = -INFINITY;
    for (; i < count; i++) peak = x[i] > peak ? x[i] : peak;
    for (int n = 0; n < 4 * LANES; n++) peak = most[n / LANES][n % LANES] > peak ? most[n / LANES][n % LANES] : peak;
    return peak;
}

/* The first place of `value`, which is there. */
static int64_t first_place(const float *x, int64_t count, float value) {
    int64_t i = 0;
    for (; i + STRIDE <= count; i += STRIDE) {
        int32_t found = 0;
        for (int64_t n = 0; n < STRIDE; n++) found |= x[i + n] == value;
        if (found) break;
    }
    for (; x[i] != value;) i++;
    return i;
}

/* weights[i] = exp((x[i] − peak) × sharpness), where `weights` are wanted; returns their sum. */
static double exponentials(float *weights, const float *x, int64_t count, float peak, float sharpness) {
    double total = 0;
    for (int64_t first = 0; first < count; first += STRIDE) {
        vec sum = {0};
        int64_t end = first + STRIDE < count ? first + STRIDE : count;
        for (int64_t i = first; i < end; i += LANES) {
            vec v = i + LANES <= end ? *(const vec *)(x + i) : part(x + i, end - i, -INFINITY);
            v = exponential((v - peak) * sharpness);
            sum += v;
            if (weights) memcpy(weights + i, &v, (end - i < LANES ? end - i : LANES) * sizeof(float));
        }
        double of_stride = 0;
        for (int i = 0; i < LANES; i++) of_stride += sum[i];
        total += of_stride;
    }
    return total;
}

static int before(Entry a, Entry b) { return a.value > b.value || (a.value == b.value && a.token < b.token); }

static int by_value(const void *a, const void *b) {
    Entry x = *(const Entry *)a, y = *(const Entry *)b;
    return before(x, y) ? -1 : before(y, x);
}

/* The `count` largest of x, the largest first; a heap with the least of them on top sifts the others out. */
static void likeliest(Entry *found, int64_t count, const float *x, int64_t size) {
    if (count == 0) return;
    for (int64_t i = 0; i < count; i++) found[i] = (Entry){x[i], (int32_t)i};
    qsort(found, count, sizeof(Entry), by_value);
    for (int64_t i = 0; i < count / 2; i++) {
        Entry held = found[i];
        found[i] = found[count - 1 - i], found[count - 1 - i] = held;
    }
    for (int64_t i = count; i < size; i++) {
        Entry new = {x[i], (int32_t)i};
        if (!before(new, found[0])) continue;
        int64_t place = 0;
        for (int64_t child = 1; child < count; child = 2 * place + 1) {
            if (child + 1 < count && before(found[child], found[child + 1])) child++;
            if (!before(new, found[child])) break;
            found[place] = found[child], place = child;
        }
        found[place] = new;
    }
    qsort(found, count, sizeof(Entry), by_value);
}

/* Only the likeliest k keep their weights, and those that tie with the last of them. */
static void keep_top_k(float *weights, const float *logits, int64_t count, int64_t k, Entry *entries) {
    likeliest(entries, k, logits, count);
    float least = entries[k - 1].value;
    for (int64_t i = 0; i < count; i++) weights[i] = logits[i] >= least ? weights[i] : 0;
}

/* Only the likeliest tokens that together have `top_p` of the whole keep their weights. Whole buckets first; the one in
   which the limit lies is sorted. */
static void keep_top_p(float *weights, int64_t count, double top_p, Entry *entries, double *buckets) {
    double limit = 0, sum = 0;
    memset(buckets, 0, BUCKETS * sizeof(double));
    for (int64_t i = 0; i < count; i++) {
        uint32_t bits;
        memcpy(&bits, weights + i, sizeof bits);
        buckets[bits >> 19] += weights[i];
    }
    for (int64_t b = BUCKETS - 1; b >= 0; b--) limit += buckets[b];
    limit *= top_p;
    int64_t bucket = BUCKETS - 1, inside = 0;
    for (; bucket > 0 && sum + buckets[bucket] < limit; bucket--) sum += buckets[bucket];
    for (int64_t i = 0; i < count; i++) {
        uint32_t bits;
        memcpy(&bits, weights + i, sizeof bits);
        if ((bits >> 19) == bucket) entries[inside++] = (Entry){weights[i], (int32_t)i};
        if ((bits >> 19) <= bucket) weights[i] = 0;
    }
    qsort(entries, inside, sizeof(Entry), by_value);
    for (int64_t i = 0; i < inside && sum < limit; sum += entries[i++].value) weights[entries[i].token] = entries[i].value;
}

/* The token at which the running sum of the weights exceeds the draw, in [0, 1), of the total. */
static int64_t pick(const float *weights, int64_t count, double draw, double *sums) {
    int64_t strides = (count + STRIDE - 1) / STRIDE, last = 0;
    double total = 0, sum = 0;
    for (int64_t s = 0; s < strides; s++) {
        double of_stride[4] = {0};
        int64_t end = (s + 1) * STRIDE < count ? (s + 1) * STRIDE : count;
        for (int64_t i = s * STRIDE; i < end; i++) of_stride[i % 4] += weights[i];
        total += sums[s] = (of_stride[0] + of_stride[1]) + (of_stride[2] + of_stride[3]);
    }
    double below = draw * total < total ? draw * total : nextafter(total, 0);
    int64_t s = 0;
    for (; s < strides - 1 && sum + sums[s] <= below; s++) sum += sums[s];
    for (int64_t i = s * STRIDE; i < count; i++) { /* rounding may lead it past the end of its stride: then the next one */
        if (weights[i] == 0) continue;
        last = i;
        if ((sum += weights[i]) > below) return i;
    }
    for (int64_t i = s * STRIDE - 1; last == 0 && i > 0; i--) last = weights[i] > 0 ? i : 0;
    return last;
}

/* How many fp64 numbers of memory a thread of `sampling` needs to work in. */
int64_t sampling_memory(int64_t size) { return BUCKETS + size / STRIDE + 1 + size + (size + 1) / 2; }

/* One row; false where its logits are not numbers. */
static int answer(Choice *c, const float *logits, int64_t size, Entry *named, double *memory) {
    double *buckets = memory, *sums = buckets + BUCKETS;
    Entry *entries = (Entry *)(sums + size / STRIDE + 1);
    float *weights = (float *)(entries + size);
    float peak = largest(logits, size);
    double total = exponentials(c->temperature == 1 ? weights : NULL, logits, size, peak, 1);
    if (!isfinite(total)) return 0;
    if (c->temperature == 0) {
        c->token = first_place(logits, size, peak);
    } else {
        /* a temperature that fp32 does not have would be 0 there */
        float sharpness = c->temperature > 1e-30 ? (float)(1 / c->temperature) : 1e30f;
        if (c->temperature != 1) exponentials(weights, logits, size, peak, sharpness);
        if (c->top_k > 0 && c->top_k < size) keep_top_k(weights, logits, size, c->top_k, entries);
        if (c->top_p < 1) keep_top_p(weights, size, c->top_p, entries, buckets);
        c->token = pick(weights, size, c->draw, sums);
    }
    if (c->forced >= 0) c->token = c->forced;
    c->log_probability = (double)logits[c->token] - peak - log(total);
    likeliest(named, c->alternatives, logits, size);
    for (int64_t i = 0; i < c->alternatives; i++) named[i].value = (float)((double)named[i].value - peak - log(total));
    return 1;
}

/* Fill in each row's answer, and the alternatives in `named`; returns 1, or 0 where a row's logits are not numbers.
   `memory` begins at a multiple of 8 bytes, and has room for each thread. */
int64_t sampling(Choice *choices, int64_t rows, const float *logits, int64_t size, Entry *named, double *memory,
                 int64_t threads) {
    int64_t numbers = 1;
#pragma omp parallel for num_threads((int)threads) schedule(static) reduction(&& : numbers) if (threads > 1)
    for (int64_t r = 0; r < rows; r++) {
        int thread = 0;
#ifdef _OPENMP
        thread = omp_get_thread_num();
#endif
        Choice *c = choices + r;
        numbers = answer(c, logits + r * size, size, named + c->named, memory + thread * sampling_memory(size)) && numbers;
    }
    return numbers;
}
