// A closed tour in an array, whose changes can be taken back.
#pragma once

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

namespace vrp {

// A stretch of a tour between two cuts; the first one runs over the array's end into its beginning.
struct Stretch {
    int number; // in the order of the cuts
    bool reversed;
};

// Which place stands where. Reading is constant time; joining stretches anew takes as long as all
// of them but the longest, which stays where it is: kicks and their repair touch neighbours of one
// another, so this beats linked structures up to many thousands of places.
class Tour {
public:
    explicit Tour(int places) : position_(static_cast<size_t>(places), -1) {}

    // Starts over with another order.
    void assign(std::vector<int> order) {
        order_ = std::move(order);
        for (int i = 0; i < size(); ++i) position_[static_cast<size_t>(at(i))] = i;
        commit();
    }

    int size() const { return static_cast<int>(order_.size()); }
    int at(int position) const { return order_[static_cast<size_t>(position)]; }
    int position(int place) const { return position_[static_cast<size_t>(place)]; }
    int next(int place) const {
        const int behind = position(place) + 1;
        return at(behind == size() ? 0 : behind);
    }
    int previous(int place) const {
        const int position = this->position(place);
        return at(position == 0 ? size() - 1 : position - 1);
    }
    const std::vector<int>& order() const { return order_; }

    // Cuts the tour behind some positions, given in ascending order, and joins the stretches in the
    // order given, of which the first one keeps its direction and is best the longest. Stretch i
    // ends at cuts[i].
    void rejoin(std::span<const int> cuts, std::span<const Stretch> joined);

    // Changes from here on can be taken back.
    void commit() {
        changes_.clear();
        replaced_.clear();
    }
    void rollback();

    int length_of(std::span<const int> cuts, int stretch) const {
        const int before =
            stretch == 0 ? cuts.back() - size() : cuts[static_cast<size_t>(stretch) - 1];
        return cuts[static_cast<size_t>(stretch)] - before;
    }

private:
    struct Change {
        int begin; // position
        size_t first_replaced;
    };

    int wrapped(int position) const { return position < size() ? position : position - size(); }
    void put(int place, int& position) {
        order_[static_cast<size_t>(position)] = place;
        position_[static_cast<size_t>(place)] = position;
        if (++position == size()) position = 0;
    }

    std::vector<int> order_;
    std::vector<int> position_; // per place; -1 for those that are not on the tour
    std::vector<Change> changes_;
    std::vector<int> replaced_; // what stood there
};

inline void Tour::rejoin(std::span<const int> cuts, std::span<const Stretch> joined) {
    const int begin = wrapped(cuts[static_cast<size_t>(joined[0].number)] + 1);
    const int count = size() - length_of(cuts, joined[0].number);
    const size_t first = replaced_.size();
    changes_.push_back({begin, first});
    const int unwrapped = std::min(count, size() - begin);
    replaced_.insert(replaced_.end(), order_.begin() + begin, order_.begin() + begin + unwrapped);
    replaced_.insert(replaced_.end(), order_.begin(), order_.begin() + (count - unwrapped));
    int position = begin;
    for (const Stretch& stretch : joined.subspan(1)) {
        const int length = length_of(cuts, stretch.number);
        const int last = cuts[static_cast<size_t>(stretch.number)];
        const int start =
            wrapped(last - length + 1 < 0 ? last - length + 1 + size() : last - length + 1);
        const int away = start - begin < 0 ? start - begin + size() : start - begin;
        const int* from = replaced_.data() + first + away;
        if (stretch.reversed)
            for (int i = length - 1; i >= 0; --i) put(from[i], position);
        else
            for (int i = 0; i < length; ++i) put(from[i], position);
    }
}

inline void Tour::rollback() {
    for (; !changes_.empty(); changes_.pop_back()) {
        const Change& change = changes_.back();
        int position = change.begin;
        for (size_t i = change.first_replaced; i < replaced_.size(); ++i)
            put(replaced_[i], position);
        replaced_.resize(change.first_replaced);
    }
}

} // namespace vrp
