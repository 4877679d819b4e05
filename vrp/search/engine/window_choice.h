// Which of its windows every stop of a route is served in. When a part of a route is done at the
// earliest is a piecewise linear function of when it begins, and every piece is one choice of
// windows (Savelsbergh 1992, "The vehicle routing problem with time windows: minimizing route
// duration").
#pragma once

#include "plan.h"

#include <algorithm>

namespace vrp {

template <class F> class WindowChoice {
public:
    // Chooses windows for absent stops that a vehicle is to serve in this order, reloading where
    // marked: those that cost least and, of equals, let it return soonest. False if no choice keeps
    // all hours and the limit of the duration, with the break that its driver is due.
    bool operator()(Plan<F>& plan, int route_id, const std::vector<int>& stops);

private:
    // The route through a node in some windows.
    struct Piece {
        TimeSegment time;
        int id;         // of the node
        Window window;  // at the node
        size_t before;  // the piece that ends at the node before it
        bool is_rested; // no break is due, or it was taken before
    };
    using Windows = std::span<const Window>;

    void extend(int travel, int id, Windows windows, int service);
    void keep(const Piece& piece);
    size_t cheapest(const Kind& kind) const;
    static bool is_as_good(const Piece& one, const Piece& other);

    Break rest_;
    std::vector<Piece> pieces_; // through every node in turn
    size_t last_ = 0;           // where those through the last one begin
};

template <class F>
bool WindowChoice<F>::operator()(Plan<F>& plan, int route_id, const std::vector<int>& stops) {
    const Kind& kind = plan.kind(route_id);
    const int depot = plan.start_of(route_id);
    int at = depot;
    const auto drive_to = [&](int id, Windows windows, int service) {
        extend(plan.travel(kind, at, id), id, windows, service);
        at = id;
    };
    const auto is_reload = [&](int call) {
        return F::trips && call == plan.problem().reload_mark();
    };
    // As soon as the goods of the trip are there whose first stop that is.
    const auto leave = [&](size_t first) {
        Window hours = kind.leave;
        for (size_t i = first; F::trips && i < stops.size() && !is_reload(stops[i]); ++i)
            hours.opens = std::max(hours.opens, plan.stop(stops[i]).release);
        drive_to(depot, {&hours, 1}, 0);
    };
    rest_ = kind.rest;
    const auto& [opens, closes] = kind.leave;
    pieces_.assign(1, {{opens, closes, 0}, depot, kind.leave, 0, !rest_.is_due()});
    const int rested = std::max(opens, rest_.earliest + rest_.duration);
    if (rest_.is_due() && rested <= closes)
        pieces_.push_back({{rested, closes, 0}, depot, kind.leave, 0, true});
    last_ = 0;
    leave(0);
    for (size_t i = 0; i < stops.size(); ++i) {
        if (is_reload(stops[i])) {
            drive_to(depot, {&kind.leave, 1}, kind.reload);
            leave(i + 1);
        } else {
            drive_to(stops[i], plan.windows(stops[i]), plan.essentials(stops[i]).service);
        }
    }
    drive_to(plan.end_of(route_id), {&kind.finish, 1}, 0);
    const size_t best = cheapest(kind);
    for (size_t i = best; i > 0; i = pieces_[i].before)
        if (plan.is_stop(pieces_[i].id)) plan.choose_window(pieces_[i].id, pieces_[i].window);
    return best > 0;
}

template <class F> void WindowChoice<F>::extend(int travel, int id, Windows windows, int service) {
    const size_t first = last_;
    last_ = pieces_.size();
    for (size_t i = first; i < last_; ++i)
        for (const Window& window : windows) {
            const TimeSegment here{window.opens, window.closes, service};
            const bool is_rested = pieces_[i].is_rested;
            const auto drive = [&](const TimeSegment& known, bool rests) {
                if (window.opens <= window.closes && known.reaches(travel, here))
                    keep({known.then(travel, here), id, window, i, is_rested || rests});
            };
            const TimeSegment known = pieces_[i].time; // pieces are added meanwhile
            drive(known, false);
            const TimeSegment taken = rest_.on_leg(travel);
            if (!is_rested && known.reaches(0, taken)) drive(known.then(0, taken), true);
        }
}

// Unless another piece through the same node is as good, and in place of those that are no better.
template <class F> void WindowChoice<F>::keep(const Piece& piece) {
    const auto rivals = pieces_.begin() + static_cast<std::ptrdiff_t>(last_);
    if (std::any_of(rivals, pieces_.end(),
                    [&](const Piece& rival) { return is_as_good(rival, piece); }))
        return;
    const auto worse = [&](const Piece& rival) { return is_as_good(piece, rival); };
    pieces_.erase(std::remove_if(rivals, pieces_.end(), worse), pieces_.end());
    pieces_.push_back(piece);
}

// Whether one piece is done as soon as the other one whenever that can begin, the break included.
template <class F> bool WindowChoice<F>::is_as_good(const Piece& one, const Piece& other) {
    const TimeSegment& own = one.time;
    const TimeSegment& its = other.time;
    return one.is_rested >= other.is_rested && own.latest >= its.latest &&
           own.completion() <= its.completion() &&
           std::max(its.latest, own.earliest) + own.duration <= its.latest + its.duration;
}

// Of the pieces through the end of the route; 0 if there is none.
template <class F> size_t WindowChoice<F>::cheapest(const Kind& kind) const {
    size_t best = 0;
    const auto rank = [&](size_t piece) {
        const TimeSegment& time = pieces_[piece].time;
        return std::pair(kind.wages(time.duration), time.completion());
    };
    const auto is_feasible = [&](const Piece& piece) {
        return piece.time.duration <= kind.max_duration &&
               (piece.is_rested || piece.time.completion() <= rest_.latest);
    };
    for (size_t i = last_; i < pieces_.size(); ++i)
        if (is_feasible(pieces_[i]) && (best == 0 || rank(i) < rank(best))) best = i;
    return best;
}

} // namespace vrp
