// What every leg costs vehicles that drive for the same prices, to drive it and, where hours are
// paid for, to serve where it leads to: a genetic search asks for them more than for anything else.
#pragma once

#include "problem.h"

#include <map>
#include <tuple>

namespace vrp {

class Tariffs {
public:
    explicit Tariffs(const Problem& problem) : width_(static_cast<size_t>(problem.places)) {
        std::map<std::tuple<Cost, Cost, int>, size_t> known;
        for (const Kind& kind : problem.kinds) {
            const auto [found, is_new] = known.try_emplace(
                {kind.per_distance, kind.per_duration, kind.profile}, tables_.size());
            if (is_new) tables_.push_back(make_table(problem, kind));
            of_kinds_.push_back(found->second);
        }
    }

    // For vehicles of a kind; to be asked for legs from one place to another one.
    const Cost* of(size_t kind) const { return tables_[of_kinds_[kind]].data(); }
    size_t index(int from, int to) const {
        return static_cast<size_t>(from) * width_ + static_cast<size_t>(to);
    }

private:
    // From depot to depot there is nothing to drive, as nothing is served.
    std::vector<Cost> make_table(const Problem& problem, const Kind& kind) const {
        const Matrix& drives = problem.duration(kind);
        std::vector<Cost> table(width_ * width_, 0);
        for (int from = 0; from < problem.places; ++from)
            for (int to = 0; to < problem.places; ++to) {
                const bool serves = to < problem.size();
                if (from >= problem.size() && !serves) continue;
                Cost& cost = table[index(from, to)];
                cost = kind.per_distance * problem.distance().at(from, to);
                if (kind.per_duration == 0) continue;
                const int service =
                    serves ? problem.essentials[static_cast<size_t>(to)].service : 0;
                cost += kind.per_duration * (drives.at(from, to) + service);
            }
        return table;
    }

    size_t width_;
    std::vector<std::vector<Cost>> tables_;
    std::vector<size_t> of_kinds_;
};

} // namespace vrp
