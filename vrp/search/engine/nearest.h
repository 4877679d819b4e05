// Nearest neighbour: one vehicle after another drives on to the stop that can be begun first, until
// none fits any more (Solomon 1987, section 3.2, with travel and waiting as the measure).
#pragma once

#include "assignment.h"
#include "walk.h"

#include <limits>

namespace vrp {

template <class F> class NearestNeighbour {
public:
    explicit NearestNeighbour(const Problem& problem)
        : problem_(problem), plan_(problem), is_open_(problem.stops.size(), 1),
          open_(problem.stops.size()) {
        std::iota(open_.begin(), open_.end(), 0);
    }

    std::vector<Assignment> operator()() {
        for (size_t kind = 0; kind < problem_.kinds.size(); ++kind)
            while (drive(plan_.free_slot(static_cast<int>(kind)))) {
            }
        return assignments_of(plan_);
    }

private:
    struct Choice {
        int stop = kNowhere;
        int64_t remote = std::numeric_limits<int64_t>::max();
    };

    bool drive(int slot);
    Choice nearest(const Walk<F>& walk, int at, int slot);
    void consider(const Walk<F>& walk, int at, int slot, int stop, Choice& best);

    const Problem& problem_;
    Plan<F> plan_;
    std::vector<unsigned char> is_open_; // on no route yet
    std::vector<int> open_;              // those, and some that no longer are
    int64_t driven_ = 0;                 // on the route at hand
    std::vector<int> visits_;
};

// Fills one unused vehicle; false if there is none or nothing fits.
template <class F> bool NearestNeighbour<F>::drive(int slot) {
    if (slot == kNowhere) return false;
    visits_.clear();
    driven_ = 0;
    std::erase_if(open_, [&](int stop) { return !is_open_[static_cast<size_t>(stop)]; });
    int at = plan_.start_of(slot);
    Walk<F> walk(plan_, at);
    while (static_cast<int>(visits_.size()) < plan_.kind(slot).max_stops) {
        const Choice next = nearest(walk, at, slot);
        if (next.stop == kNowhere) break;
        walk.visit(next.stop);
        driven_ += plan_.distance(at, next.stop);
        is_open_[static_cast<size_t>(next.stop)] = 0;
        visits_.push_back(next.stop);
        at = next.stop;
    }
    if (visits_.empty()) return false;
    plan_.lay(slot, visits_);
    return true;
}

// Among the ranked neighbours if any of them fits, otherwise among all.
template <class F>
auto NearestNeighbour<F>::nearest(const Walk<F>& walk, int at, int slot) -> Choice {
    Choice best;
    if (plan_.is_stop(at))
        for (const int stop : problem_.neighbours_of(at)) consider(walk, at, slot, stop, best);
    if (best.stop == kNowhere)
        for (const int stop : open_) consider(walk, at, slot, stop, best);
    return best;
}

template <class F>
void NearestNeighbour<F>::consider(const Walk<F>& walk, int at, int slot, int stop, Choice& best) {
    if (!is_open_[static_cast<size_t>(stop)]) return;
    const Kind& kind = plan_.kind(slot);
    Choice choice{stop, plan_.distance(at, stop)};
    const int64_t total = driven_ + choice.remote + plan_.distance(stop, plan_.end_of(slot));
    if (total > kind.max_distance) return;
    if constexpr (F::windows) {
        const std::span<const Window> windows = plan_.windows(stop);
        const int arrival = walk.arrival(stop);
        auto open = windows.begin();
        while (open + 1 != windows.end() && arrival > open->closes) ++open;
        plan_.choose_window(stop, *open);
        choice.remote = plan_.travel(kind, at, stop) + std::max(0, open->opens - arrival);
    }
    if (choice.remote >= best.remote) return;
    Walk<F> trial = walk;
    if (trial.visit(stop) && trial.finish_at(plan_.end_of(slot))) best = choice;
}

} // namespace vrp
