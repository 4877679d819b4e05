// A first tour: in every round, each path is joined to the nearest one left, the shortest joints
// first (Borůvka's rounds, which Applegate, Cook & Rohe 2003 start from). Other than after a walk
// to the nearest neighbour, no long ways are left over for the end.
#pragma once

#include "tour_neighbours.h"

#include <array>

namespace vrp {

template <class Legs, bool Symmetric> class TourStart {
public:
    TourStart(const Legs& legs, const TourNeighbours& neighbours, std::vector<int> members,
              int places)
        : legs_(legs), neighbours_(neighbours), open_(std::move(members)),
          links_(static_cast<size_t>(places), {-1, -1}), other_end_(static_cast<size_t>(places)),
          paths_(open_.size()), size_(open_.size()) {
        std::iota(other_end_.begin(), other_end_.end(), 0);
    }

    // Drives from an end of a path to an end of another one.
    void join(int from, int to) {
        links(from)[Symmetric && links(from)[0] >= 0 ? 1 : 0] = to;
        links(to)[!Symmetric || links(to)[0] >= 0 ? 1 : 0] = from;
        const int one_end = other_end(from);
        const int last_end = other_end(to);
        other_end(one_end) = last_end;
        other_end(last_end) = one_end;
        --paths_;
    }

    std::vector<int> operator()() {
        while (paths_ > 1) join_nearest();
        std::vector<int> order;
        int at =
            *std::find_if(open_.begin(), open_.end(), [&](int place) { return can_enter(place); });
        for (int before = -1; order.size() < size_;) {
            order.push_back(at);
            const int behind = links(at)[Symmetric && links(at)[0] == before ? 1 : 0];
            before = at;
            at = behind;
        }
        return order;
    }

private:
    struct Joint {
        int leg;
        int from;
        int to;
    };

    std::array<int, 2>& links(int place) { return links_[static_cast<size_t>(place)]; }
    int& other_end(int place) { return other_end_[static_cast<size_t>(place)]; }
    bool can_leave(int place) { return links(place)[Symmetric ? 1 : 0] < 0; }
    bool can_enter(int place) { return links(place)[1] < 0; }
    bool can_join(int from, int to) {
        return can_leave(from) && can_enter(to) && from != to && other_end(from) != to;
    }

    void join_nearest() {
        std::erase_if(open_, [&](int place) { return !can_leave(place) && !can_enter(place); });
        std::vector<Joint> joints;
        for (const int place : open_)
            if (can_leave(place)) joints.push_back(nearest(place));
        std::stable_sort(joints.begin(), joints.end(),
                         [](const Joint& one, const Joint& other) { return one.leg < other.leg; });
        for (const Joint& joint : joints)
            if (paths_ > 1 && can_join(joint.from, joint.to)) join(joint.from, joint.to);
    }

    Joint nearest(int from) {
        for (const TourNeighbour& near : neighbours_.of(from))
            if (can_join(from, near.place)) return {near.leg, from, near.place};
        Joint best{std::numeric_limits<int>::max(), from, from};
        for (const int to : open_) {
            if (!can_join(from, to)) continue;
            const int leg = legs_(from, to);
            if (leg < best.leg) best = {leg, from, to};
        }
        return best;
    }

    const Legs& legs_;
    const TourNeighbours& neighbours_;
    std::vector<int> open_;                 // ends of paths, and some that no longer are
    std::vector<std::array<int, 2>> links_; // with asymmetric legs the way out and the way in
    std::vector<int> other_end_;            // of the path, per end
    size_t paths_;
    size_t size_;
};

} // namespace vrp
