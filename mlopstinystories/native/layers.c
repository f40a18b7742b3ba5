/* What stands between the matrix products of GPT-Neo: residual sums, layer norm, GELU, bias gradients, and the softmax of
   the output layer with its loss, each forward and backward in one pass over memory.

   The residual stream and all sums are fp32; what goes into products and comes out of them is fp32 or bf16 (`is_bf16`), so
   that nothing is converted by itself. Every number is summed in the same order, whatever the number of threads.

   N tokens, C width, V vocabulary. */

#include "lanes.h"

#define ROWS 64 /* of a partial sum: their number depends on N alone */

typedef struct {
    int64_t rows, width;
    int32_t is_bf16, threads;
} shape;

#define PARALLEL_ROWS _Pragma("omp parallel for schedule(static) num_threads(s->threads)") for (int64_t n = 0; n < s->rows; n++)

/* stream += added (unless NULL); normed = (stream - mean) * rstd * weight + bias. */
INLINE void norm_row(const shape *s, int64_t n, float *stream, const void *added, const float *weight, const float *bias,
                     float epsilon, void *normed, float *means, float *rstds, int32_t is_bf16) {
    const int64_t C = s->width, at = n * C;
    float *x = stream + at;
    lanes sums = {}, squares = {};
    OVER(C) {
        lanes now = get(x, i, left, 0);
        if (added) {
            now += get(added, at + i, left, is_bf16);
            put(x, i, left, now, 0);
        }
        sums += now;
    }
    float mean = total(sums) / C;
    OVER(C) {
        lanes off = those(left, get(x, i, left, 0) - mean, 0);
        squares += off * off;
    }
    float rstd = 1 / sqrtf(total(squares) / C + epsilon);
    OVER(C) {
        lanes unit = (get(x, i, left, 0) - mean) * rstd;
        put(normed, at + i, left, unit * get(weight, i, left, 0) + get(bias, i, left, 0), is_bf16);
    }
    means[n] = mean, rstds[n] = rstd;
}

void norm_forward(const shape *s, float *stream, const void *added, const float *weight, const float *bias, float epsilon,
                  void *normed, float *means, float *rstds) {
    if (s->is_bf16)
        PARALLEL_ROWS norm_row(s, n, stream, added, weight, bias, epsilon, normed, means, rstds, 1);
    else
        PARALLEL_ROWS norm_row(s, n, stream, added, weight, bias, epsilon, normed, means, rstds, 0);
}

/* d_stream = d_above (unless NULL) + the gradient through the norm; rounded (unless NULL) is the same in bf16. What this row
   adds to the gradients of weight and bias goes into d_weight and d_bias. */
INLINE void norm_slope_row(const shape *s, int64_t n, const void *d_normed, const float *stream, const float *weight,
                           const float *means, const float *rstds, const float *d_above, float *d_stream, uint16_t *rounded,
                           float *d_weight, float *d_bias, int32_t is_bf16) {
    const int64_t C = s->width, at = n * C;
    const float *x = stream + at, mean = means[n], rstd = rstds[n];
    lanes sums = {}, products = {};
    OVER(C) {
        lanes slope = get(d_normed, at + i, left, is_bf16), unit = (get(x, i, left, 0) - mean) * rstd;
        put(d_weight, i, left, get(d_weight, i, left, 0) + slope * unit, 0);
        put(d_bias, i, left, get(d_bias, i, left, 0) + slope, 0);
        slope *= get(weight, i, left, 0);
        sums += slope, products += slope * unit;
    }
    float sum = total(sums) / C, product = total(products) / C;
    OVER(C) {
        lanes unit = (get(x, i, left, 0) - mean) * rstd;
        lanes slope = rstd * (get(d_normed, at + i, left, is_bf16) * get(weight, i, left, 0) - sum - unit * product);
        if (d_above) slope += get(d_above, at + i, left, 0);
        put(d_stream, at + i, left, slope, 0);
        if (rounded) put(rounded, at + i, left, slope, 1);
    }
}

/* `partial` has room for 2 x C numbers for each ROWS rows, and begins as zeros. */
void norm_backward(const shape *s, const void *d_normed, const float *stream, const float *weight, const float *means,
                   const float *rstds, const float *d_above, float *d_stream, uint16_t *rounded, float *partial, float *d_weight,
                   float *d_bias) {
    const int64_t C = s->width, parts = (s->rows + ROWS - 1) / ROWS;
#pragma omp parallel for schedule(static) num_threads(s->threads)
    for (int64_t part = 0; part < parts; part++) {
        float *own = partial + part * 2 * C;
        int64_t stop = (part + 1) * ROWS < s->rows ? (part + 1) * ROWS : s->rows;
        for (int64_t n = part * ROWS; n < stop; n++) {
            if (s->is_bf16)
                norm_slope_row(s, n, d_normed, stream, weight, means, rstds, d_above, d_stream, rounded, own, own + C, 1);
            else
                norm_slope_row(s, n, d_normed, stream, weight, means, rstds, d_above, d_stream, rounded, own, own + C, 0);
        }
    }
    memset(d_weight, 0, C * sizeof(float));
    memset(d_bias, 0, C * sizeof(float));
    for (int64_t part = 0; part < parts; part++)
        for (int64_t i = 0; i < C; i++) {
            d_weight[i] += partial[part * 2 * C + i];
            d_bias[i] += partial[part * 2 * C + C + i];
        }
}

/* GELU by its tanh formula is x * sigmoid(2 z) with z = sqrt(2 / pi) (x + 0.044715 x^3). */
#define TWO_ROOT 1.5957691216057308f
#define CUBE 0.044715f

INLINE lanes sigmoid(lanes z, lanes *both) {
    lanes small = exponential(choose(z > 0, -z, z)), sum = 1 / (small + 1);
    *both = small * sum * sum;
    return choose(z > 0, sum, small * sum);
}
INLINE lanes gelu(lanes x) {
    lanes both;
    return x * sigmoid(TWO_ROOT * x * (1 + CUBE * x * x), &both);
}
INLINE lanes gelu_slope(lanes x) {
    lanes both, share = sigmoid(TWO_ROOT * x * (1 + CUBE * x * x), &both);
    return share + x * both * TWO_ROOT * (1 + 3 * CUBE * x * x);
}

INLINE void gelu_all(const shape *s, const void *from, void *to, int32_t is_bf16) {
    PARALLEL_ROWS OVER(s->width) put(to, n * s->width + i, left, gelu(get(from, n * s->width + i, left, is_bf16)), is_bf16);
}
void gelu_forward(const shape *s, const void *from, void *to) {
    if (s->is_bf16)
        gelu_all(s, from, to, 1);
    else
        gelu_all(s, from, to, 0);
}

/* slope *= gelu'(from) */
INLINE void gelu_slopes(const shape *s, const void *from, void *slope, int32_t is_bf16) {
    PARALLEL_ROWS OVER(s->width) {
        int64_t at = n * s->width + i;
        put(slope, at, left, get(slope, at, left, is_bf16) * gelu_slope(get(from, at, left, is_bf16)), is_bf16);
    }
}
void gelu_backward(const shape *s, const void *from, void *slope) {
    if (s->is_bf16)
        gelu_slopes(s, from, slope, 1);
    else
        gelu_slopes(s, from, slope, 0);
}

/* sums[i] = the sum of column i, as for the gradient of a bias. */
void column_sums(const shape *s, const void *from, float *sums) {
#pragma omp parallel for schedule(static) num_threads(s->threads)
    for (int64_t first = 0; first < s->width; first += 4 * LANES) {
        int64_t stop = first + 4 * LANES < s->width ? first + 4 * LANES : s->width;
        memset(sums + first, 0, (stop - first) * sizeof(float));
        for (int64_t n = 0; n < s->rows; n++)
            for (int64_t i = first; i < stop; i += LANES) {
                lanes more = get(from, n * s->width + i, stop - i, s->is_bf16);
                put(sums, i, stop - i, get(sums, i, stop - i, 0) + more, 0);
            }
    }
}

#define LEAST -1e38f

/* In the place of the logits: (softmax - one-hot of the target) * scale; nats[n] = -log softmax[target]. */
INLINE void loss_row(const shape *s, int64_t n, void *logits, int64_t target, float scale, float *nats, float *row, int32_t is_bf16) {
    const int64_t V = s->width, at = n * V;
    lanes mosts = every(LEAST), sums = {};
    OVER(V) {
        lanes x = those(left, get(logits, at + i, left, is_bf16), LEAST);
        store(row + i, x);
        mosts = larger(mosts, x);
    }
    float wanted = row[target], most = largest(mosts);
    OVER(V) {
        lanes part = exponential(load(row + i) - most);
        store(row + i, part);
        sums += part;
    }
    float sum = total(sums), share = scale / sum;
    nats[n] = most + logf(sum) - wanted;
    row[target] -= sum;
    OVER(V) put(logits, at + i, left, load(row + i) * share, is_bf16);
}

/* Not 0: no memory was left. */
int32_t loss_rows(const shape *s, void *logits, const int64_t *targets, float scale, float *nats) {
    int32_t failed = 0;
#pragma omp parallel num_threads(s->threads)
    {
        float *row = malloc((s->width + LANES) * sizeof(float));
        if (!row) {
#pragma omp atomic write
            failed = 1;
        }
#pragma omp barrier
#pragma omp for schedule(static)
        for (int64_t n = 0; n < s->rows; n++) {
            if (failed) continue;
            if (s->is_bf16)
                loss_row(s, n, logits, targets[n], scale, nats, row, 1);
            else
                loss_row(s, n, logits, targets[n], scale, nats, row, 0);
        }
        free(row);
    }
    return failed;
}
