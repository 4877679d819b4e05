// A layer of the dense encoder: attention with several heads, and a bias for every head and pair of
// locations (Vaswani et al. 2017; Kwon et al. 2021), then a feed-forward network.
#pragma once

#include "parallel.h"
#include "policy_feed_forward.h"
#include "policy_pairs.h"

namespace vrp {

class DenseLayer {
public:
    DenseLayer(const Weights& weights, const std::string& name, size_t width, size_t pair_width,
               size_t heads);

    void operator()(const PolicyPairs& pairs, std::vector<float>& nodes, int threads) const;

private:
    // Of all locations, before any of them changes.
    struct Known {
        std::vector<float> queries; // row by row, made smaller for the scores
        std::vector<float> keys;    // channel by channel
        std::vector<float> values;  // head by head, each with rows filled up to whole vectors
    };

    // Of a block of locations.
    struct Scratch {
        std::vector<float> scores; // for every location, those of every head
        std::vector<float> heard;
        std::vector<float> update;
        FeedForward::Scratch feed;
    };

    Known look(size_t columns, const std::vector<float>& nodes, int threads) const;
    void weigh(const PolicyPairs& pairs, const Known& known, size_t first, size_t count,
               float* scores) const;
    void listen(const PolicyPairs& pairs, const Known& known, size_t first, size_t count,
                Scratch& scratch, float* heard) const;

    static constexpr size_t kBlock = 32;
    static constexpr size_t kQueries = 4; // looked at together: their scores fit the cache

    size_t width_;
    size_t heads_;
    size_t per_head_;
    LayerNorm norm_;
    Linear attention_in_;
    ColumnLinear pair_bias_;
    Linear attention_out_;
    FeedForward feed_;
};

inline DenseLayer::DenseLayer(const Weights& weights, const std::string& name, size_t width,
                              size_t pair_width, size_t heads)
    : width_(width), heads_(heads), per_head_(width / heads),
      norm_(weights, name + "node_norm", width),
      attention_in_(weights, name + "attention_in", 3 * width, width),
      pair_bias_(weights, name + "pair_bias", heads, pair_width),
      attention_out_(weights, name + "attention_out", width, width),
      feed_(weights, name + "feed", width) {}

inline void DenseLayer::operator()(const PolicyPairs& pairs, std::vector<float>& nodes,
                                   int threads) const {
    const Known known = look(pairs.columns(), nodes, threads);
    in_parallel(threads, nodes.size() / width_, [&](size_t begin, size_t end) {
        Scratch scratch;
        scratch.scores.resize(kQueries * heads_ * pairs.columns());
        scratch.heard.resize(kBlock * width_);
        scratch.update.resize(kBlock * width_);
        for (size_t first = begin; first < end; first += kBlock) {
            const size_t count = std::min(kBlock, end - first);
            for (size_t done = 0; done < count; done += kQueries)
                listen(pairs, known, first + done, std::min(kQueries, count - done), scratch,
                       scratch.heard.data() + done * width_);
            attention_out_(scratch.heard.data(), scratch.update.data(), count);
            float* rows = nodes.data() + first * width_;
            for (size_t i = 0; i < count * width_; ++i) rows[i] += scratch.update[i];
            feed_(rows, count, scratch.feed);
        }
    });
}

inline DenseLayer::Known DenseLayer::look(size_t columns, const std::vector<float>& nodes,
                                          int threads) const {
    const size_t locations = nodes.size() / width_;
    const size_t padded = whole_lanes(per_head_);
    const float smaller = 1.0F / std::sqrt(static_cast<float>(per_head_));
    Known known;
    known.queries.resize(locations * width_);
    known.keys.resize(width_ * columns);
    known.values.resize(heads_ * locations * padded);
    in_parallel(threads, locations, [&](size_t begin, size_t end) {
        std::vector<float> normal(kBlock * width_);
        std::vector<float> mixed(kBlock * 3 * width_);
        for (size_t first = begin; first < end; first += kBlock) {
            const size_t count = std::min(kBlock, end - first);
            norm_(nodes.data() + first * width_, normal.data(), count);
            attention_in_(normal.data(), mixed.data(), count);
            for (size_t i = 0; i < count; ++i) {
                const size_t location = first + i;
                const float* query = mixed.data() + i * 3 * width_;
                const float* value = query + 2 * width_;
                for (size_t j = 0; j < width_; ++j)
                    known.queries[location * width_ + j] = query[j] * smaller;
                for (size_t head = 0; head < heads_; ++head)
                    std::copy_n(value + head * per_head_, per_head_,
                                known.values.data() + (head * locations + location) * padded);
            }
            for (size_t j = 0; j < width_; ++j)
                for (size_t i = 0; i < count; ++i)
                    known.keys[j * columns + first + i] = mixed[(i * 3 + 1) * width_ + j];
        }
    });
    return known;
}

// Scores of all locations for each head of some of them: the bias of the pair, and how well the
// query fits the key.
inline void DenseLayer::weigh(const PolicyPairs& pairs, const Known& known, size_t first,
                              size_t count, float* scores) const {
    const size_t columns = pairs.columns();
    const size_t stride = heads_ * columns;
    for (size_t i = 0; i < count; ++i)
        pair_bias_(pairs.of(first + i), scores + i * stride, columns);
    for (size_t head = 0; head < heads_; ++head) {
        float* to = scores + head * columns;
        multiply({known.queries.data() + first * width_ + head * per_head_, width_,
                  known.keys.data() + head * per_head_ * columns, columns, per_head_, columns, to,
                  stride},
                 count, [&](size_t row, size_t out) { return load(to + row * stride + out); });
    }
}

// The mean of what all locations say, weighed by the softmax of the scores.
inline void DenseLayer::listen(const PolicyPairs& pairs, const Known& known, size_t first,
                               size_t count, Scratch& scratch, float* heard) const {
    const size_t locations = known.queries.size() / width_;
    const size_t padded = whole_lanes(per_head_);
    const size_t stride = heads_ * pairs.columns();
    weigh(pairs, known, first, count, scratch.scores.data());
    for (size_t head = 0; head < heads_; ++head) {
        float* scores = scratch.scores.data() + head * pairs.columns();
        float totals[kQueries];
        for (size_t i = 0; i < count; ++i) totals[i] = soften(scores + i * stride, locations);
        float* to = heard + head * per_head_;
        multiply({scores, stride, known.values.data() + head * locations * padded, padded,
                  locations, per_head_, to, width_},
                 count, [](size_t, size_t) { return all(0.0F); });
        for (size_t i = 0; i < count; ++i)
            for (size_t j = 0; j < per_head_; ++j) to[i * width_ + j] /= totals[i];
    }
}

} // namespace vrp
