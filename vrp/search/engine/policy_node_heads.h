// From encoded locations to keys and contexts: the heads that all encoders have.
#pragma once

#include "policy_decoder.h"

namespace vrp {

class NodeHeads {
public:
    NodeHeads(const Weights& weights, size_t width)
        : width_(width), norm_(weights, "heads.node_norm", width),
          key_(weights, "heads.key", width, width),
          context_(weights, "heads.context", width, width) {}

    // Of so many locations, for all else that reads them.
    void normalise(const float* nodes, float* to, size_t count) const { norm_(nodes, to, count); }
    static void make_room(PolicyEncoding& encoding, size_t floats) {
        encoding.keys.resize(floats);
        encoding.contexts.resize(floats);
        encoding.queries.resize(floats);
    }
    // From normalised locations, those from `begin` on.
    void read(const float* nodes, const PolicyDecoder& decoder, size_t begin, size_t count,
              PolicyEncoding& encoding) const {
        float* contexts = encoding.contexts.data() + begin * width_;
        key_(nodes, encoding.keys.data() + begin * width_, count);
        context_(nodes, contexts, count);
        decoder.query_context()(contexts, encoding.queries.data() + begin * width_, count);
    }

private:
    size_t width_;
    LayerNorm norm_;
    Linear key_;
    Linear context_;
};

} // namespace vrp
