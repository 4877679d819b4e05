// Local search over exchanges of two and three edges, tried without changing the tour, from a queue
// of places whose surroundings have changed (Lin & Kernighan 1973; Johnson & McGeoch 1997).
#pragma once

#include "tour_exchange.h"
#include "tour_neighbours.h"

#include <cstdint>

namespace vrp {

// With asymmetric legs only exchanges are tried that keep the direction of all stretches.
template <class Legs, bool Symmetric> class TourDescent {
public:
    // The edge between the two `tied` places is never cut.
    TourDescent(const Legs& legs, const TourNeighbours& neighbours, Tour& tour, int places,
                std::pair<int, int> tied)
        : legs_(legs), neighbours_(neighbours), tour_(tour), tied_(tied),
          queued_(static_cast<size_t>(places), 0), queue_(static_cast<size_t>(places)) {}

    bool is_tied(int one, int other) const {
        return (one == tied_.first && other == tied_.second) ||
               (other == tied_.first && one == tied_.second);
    }

    void enqueue(int place) {
        if (queued_[static_cast<size_t>(place)]) return;
        queued_[static_cast<size_t>(place)] = 1;
        queue_[end_] = place;
        if (++end_ == queue_.size()) end_ = 0;
        ++waiting_;
    }

    // Takes the next place from the queue and improves the tour around it; returns by how much.
    int64_t operator()() {
        const int place = queue_[begin_];
        if (++begin_ == queue_.size()) begin_ = 0;
        --waiting_;
        queued_[static_cast<size_t>(place)] = 0;
        int64_t gained = 0;
        while (const int64_t gain = improve(place)) gained += gain;
        return gained;
    }
    bool has_work() const { return waiting_ > 0; }

private:
    // Joins an open end to a place near by and cuts the tour on one side of it.
    struct Step {
        int64_t gain; // so far, with the tour open at `end`
        int near;
        int end;
        int position; // of the edge that is cut
        bool behind;  // it is that behind `near`
    };
    // Second cuts that third ones are tried after, those that have gained most.
    static constexpr int kFollowed = 8;

    int64_t improve(int place) {
        const int64_t gain = cut_beside(place, false);
        return Symmetric && gain == 0 ? cut_beside(place, true) : gain;
    }
    int64_t cut_beside(int place, bool behind);
    template <int Cuts> int64_t collect(int end, int64_t gain);
    int64_t follow();
    template <int Cuts> int64_t close(const Step& step);
    template <int Cuts> void push(const Step& step) {
        exchange_.push(step.position, !step.behind);
        ends_[2 * Cuts] = step.near;
        ends_[2 * Cuts + 1] = step.end;
    }

    const Legs& legs_;
    const TourNeighbours& neighbours_;
    Tour& tour_;
    std::pair<int, int> tied_;
    TourExchange exchange_;
    std::array<int, 2 * TourExchange::kMostCuts> ends_; // of the edges cut, in turn
    std::array<Step, 2 * TourNeighbours::kMost> steps_; // second cuts
    int found_ = 0;

    std::vector<unsigned char> queued_; // per place
    std::vector<int> queue_;            // a ring
    size_t begin_ = 0;
    size_t end_ = 0;
    int waiting_ = 0;
};

template <class Legs, bool Symmetric>
int64_t TourDescent<Legs, Symmetric>::cut_beside(int place, bool behind) {
    const int end = behind ? tour_.next(place) : tour_.previous(place);
    if (is_tied(place, end)) return 0;
    exchange_.clear();
    push<0>({0, place, end, tour_.position(behind ? place : end), behind});
    found_ = 0;
    const int64_t gain = collect<1>(end, legs_(end, place));
    return gain > 0 ? gain : follow();
}

// With so many edges cut, `gain` being theirs less that of the edges added: stops at the first step
// after which closing the tour shortens it.
template <class Legs, bool Symmetric>
template <int Cuts>
int64_t TourDescent<Legs, Symmetric>::collect(int end, int64_t gain) {
    const int next = tour_.next(end);
    const int previous = tour_.previous(end);
    for (const TourNeighbour& near : neighbours_.of(end)) {
        const int64_t left = gain - near.leg;
        if (left <= 0) break; // some order of any improving exchange gains at every step
        if (near.place == next) continue;
        // The other way round, the leg is another one where they are asymmetric.
        if (Symmetric && near.place == previous) continue;
        for (const bool behind : {false, true}) {
            if (behind && !Symmetric) break;
            Step step{left, near.place, 0, 0, behind};
            step.end = behind ? tour_.next(near.place) : tour_.previous(near.place);
            step.position = tour_.position(behind ? near.place : step.end);
            if (exchange_.is_cut(step.position) || is_tied(step.near, step.end)) continue;
            step.gain += legs_(step.end, step.near);
            if (const int64_t closed = close<Cuts>(step)) return closed;
            if constexpr (Cuts == 1) steps_[static_cast<size_t>(found_++)] = step;
        }
    }
    return 0;
}

// Makes the exchange that ends with a step if that shortens the tour; returns by how much.
template <class Legs, bool Symmetric>
template <int Cuts>
int64_t TourDescent<Legs, Symmetric>::close(const Step& step) {
    const int64_t gain = step.gain - legs_(step.end, ends_[0]);
    if (gain <= 0) return 0;
    push<Cuts>(step);
    if (!exchange_.joins_all()) {
        exchange_.pop();
        return 0;
    }
    exchange_.apply(tour_);
    for (size_t i = 0; i < 2 * (Cuts + 1); ++i) enqueue(ends_[i]);
    return gain;
}

// Looks for a third cut.
template <class Legs, bool Symmetric> int64_t TourDescent<Legs, Symmetric>::follow() {
    const auto more = [](const Step& one, const Step& other) { return one.gain > other.gain; };
    const auto last = steps_.begin() + found_;
    for (auto step = steps_.begin(); step != steps_.begin() + std::min(found_, kFollowed); ++step) {
        std::iter_swap(step, std::min_element(step, last, more));
        push<1>(*step);
        if (const int64_t gain = collect<2>(step->end, step->gain)) return gain;
        exchange_.pop();
    }
    return 0;
}

} // namespace vrp
