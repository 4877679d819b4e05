// Plans stop by stop: one vehicle after another, from stop to stop, each chosen by its logit among
// those that keep all constraints with the route ending there.
#pragma once

#include "assignment.h"
#include "policy_decoder.h"
#include "random.h"

namespace vrp {

class PolicyRollout {
public:
    PolicyRollout(const PolicyView& view, const PolicyDecoder& decoder,
                  const PolicyEncoding& encoding);

    // Stops that no vehicle can serve by themselves are left out. Without random numbers, every
    // choice is the best one, the lower number first among equals.
    std::vector<Assignment> operator()(Random* random);

private:
    std::vector<int> drive_route(Random* random);
    bool is_feasible(size_t from, size_t stop) const;
    void leave_depot();
    void drive(size_t from, size_t stop);

    void ask(size_t location);
    float fit(size_t location) const {
        return dot(query_.data(), encoding_.keys.data() + location * decoder_.width(),
                   decoder_.width()) /
               std::sqrt(static_cast<float>(decoder_.width()));
    }
    void forget_served();
    void weigh(size_t location);
    void weigh_first_moves();
    void weigh_listed(size_t location);
    void weigh_unlisted(size_t location);
    void add_listed(size_t location);
    void add_move(size_t location, size_t rank, size_t target);
    size_t choose(Random* random);
    size_t best() const;
    size_t draw(Random& random);
    int number(size_t location) const {
        return location == view_.depot() ? -1 : view_.number(location);
    }

    const PolicyView& view_;
    const PolicyDecoder& decoder_;
    const PolicyEncoding& encoding_;
    std::vector<unsigned char> is_open_; // not served yet
    std::vector<int> open_;              // those, and some that no longer are
    size_t unserved_ = 0;
    int64_t time_ = 0; // since the shift began
    int load_ = 0;     // left

    float state_[kStateFeatures] = {};
    std::vector<float> hidden_; // of the query
    std::vector<float> query_;
    std::vector<float> moves_; // hidden layers of the moves at hand
    std::vector<float> biases_;
    std::vector<size_t> targets_;
    std::vector<float> logits_;
};

inline PolicyRollout::PolicyRollout(const PolicyView& view, const PolicyDecoder& decoder,
                                    const PolicyEncoding& encoding)
    : view_(view), decoder_(decoder), encoding_(encoding), is_open_(view.stops(), 0),
      hidden_(decoder.width()), query_(decoder.width()) {
    leave_depot();
    for (size_t stop = 0; stop < view.stops(); ++stop) {
        if (!is_feasible(view.depot(), stop)) continue;
        is_open_[stop] = 1;
        open_.push_back(static_cast<int>(stop));
    }
    unserved_ = open_.size();
    moves_.reserve((encoding.candidates.length() + 1) * decoder.hidden());
    targets_.reserve(view.locations());
    logits_.reserve(view.locations());
}

inline std::vector<Assignment> PolicyRollout::operator()(Random* random) {
    std::vector<Assignment> routes;
    while (unserved_ > 0) routes.push_back({0, drive_route(random)});
    return routes;
}

inline std::vector<int> PolicyRollout::drive_route(Random* random) {
    std::vector<int> visits;
    leave_depot();
    size_t at = view_.depot();
    while (unserved_ > 0) {
        weigh(at);
        const size_t target = choose(random);
        if (target == view_.depot()) break;
        drive(at, target);
        visits.push_back(static_cast<int>(target));
        at = target;
    }
    return visits;
}

inline void PolicyRollout::leave_depot() {
    time_ = 0;
    load_ = view_.problem().kinds[0].capacity[0];
}

inline void PolicyRollout::drive(size_t from, size_t stop) {
    is_open_[stop] = 0;
    --unserved_;
    load_ -= view_.demand[stop];
    if (!view_.timed()) return;
    const int64_t arrival = time_ + view_.duration(from, stop);
    time_ = std::max<int64_t>(arrival, view_.opens[stop] - view_.opens[view_.depot()]) +
            view_.service[stop];
}

// Whether the route may end with the stop: the engine's own rules for what the policy models.
inline bool PolicyRollout::is_feasible(size_t from, size_t stop) const {
    if (view_.demand[stop] > load_) return false;
    if (!view_.timed()) return true;
    const int64_t opens = view_.opens[stop] - static_cast<int64_t>(view_.opens[view_.depot()]);
    return std::max(time_ + view_.duration(from, stop), opens) <= view_.usable_until[stop];
}

// The query of the location in the present state.
inline void PolicyRollout::ask(size_t location) {
    const size_t width = decoder_.width();
    state_[0] = view_.loaded() ? static_cast<float>(load_) / view_.capacity : 0.0F;
    state_[1] = static_cast<float>(time_) / view_.horizon;
    state_[2] = static_cast<float>(unserved_) / static_cast<float>(view_.stops());
    std::copy_n(encoding_.queries.data() + location * width, width, hidden_.data());
    for (size_t i = 0; i < kStateFeatures; ++i)
        add_scaled(hidden_.data(), decoder_.query_states().input(i), state_[i], width);
    apply_silu(hidden_.data(), width);
    decoder_.query_out()(hidden_.data(), query_.data(), 1);
    add_scaled(query_.data(), encoding_.contexts.data() + location * width, 1.0F, width);
}

inline void PolicyRollout::weigh(size_t location) {
    targets_.clear();
    logits_.clear();
    ask(location);
    if (location == view_.depot()) return weigh_first_moves();
    weigh_listed(location);
    if (targets_.empty()) weigh_unlisted(location);
}

inline void PolicyRollout::forget_served() {
    std::erase_if(open_, [&](int stop) { return !is_open_[static_cast<size_t>(stop)]; });
}

inline void PolicyRollout::weigh_first_moves() {
    forget_served();
    for (const int stop : open_) {
        const auto target = static_cast<size_t>(stop);
        targets_.push_back(target);
        logits_.push_back(fit(target) + encoding_.from_depot[target]);
    }
}

inline void PolicyRollout::weigh_listed(size_t location) {
    moves_.clear();
    biases_.clear();
    add_listed(location);
    // A single tour does not end before its time.
    if (view_.loaded()) add_move(location, encoding_.candidates.length(), view_.depot());
    apply_silu(moves_.data(), moves_.size());
    for (size_t i = 0; i < targets_.size(); ++i)
        logits_.push_back(fit(targets_[i]) + decoder_.score(moves_.data() + i * decoder_.hidden()) +
                          biases_[i]);
}

// Where all stops are listed, only those that are left have to be looked at.
inline void PolicyRollout::add_listed(size_t location) {
    if (encoding_.candidates.all()) {
        forget_served();
        for (const int open : open_) {
            const auto stop = static_cast<size_t>(open);
            if (is_feasible(location, stop)) add_move(location, stop, stop);
        }
        return;
    }
    const int* stops = encoding_.candidates.of(location);
    for (size_t rank = 0; rank < encoding_.candidates.listed(location); ++rank) {
        const auto stop = static_cast<size_t>(stops[rank]);
        if (is_open_[stop] && is_feasible(location, stop)) add_move(location, rank, stop);
    }
}

inline void PolicyRollout::add_move(size_t location, size_t rank, size_t target) {
    const size_t size = decoder_.hidden();
    const Leg& leg = encoding_.leg(location, rank);
    const size_t begin = moves_.size();
    moves_.resize(begin + size);
    float* hidden = moves_.data() + begin;
    std::copy_n(encoding_.hidden.data() + location * encoding_.hidden_stride + rank * size, size,
                hidden);
    if (view_.loaded()) add_scaled(hidden, decoder_.move_weight(kLoad), state_[0], size);
    if (view_.timed()) {
        const float wait = std::max(0.0F, leg.opens - state_[1]);
        const float slack = std::min(1.0F, leg.closes - state_[1]);
        add_scaled(hidden, decoder_.move_weight(kWait), wait, size);
        add_scaled(hidden, decoder_.move_weight(kSlack), slack, size);
    }
    biases_.push_back(leg.bias);
    targets_.push_back(target);
}

// A tour that may not end goes on to any stop left.
inline void PolicyRollout::weigh_unlisted(size_t location) {
    forget_served();
    for (const int stop : open_) {
        const auto target = static_cast<size_t>(stop);
        targets_.push_back(target);
        logits_.push_back(fit(target) + decoder_.distance_bias(view_, location, target));
    }
}

inline size_t PolicyRollout::choose(Random* random) {
    return targets_[random ? draw(*random) : best()];
}

inline size_t PolicyRollout::best() const {
    size_t chosen = 0;
    for (size_t i = 1; i < targets_.size(); ++i)
        if (logits_[i] > logits_[chosen] ||
            (logits_[i] == logits_[chosen] && number(targets_[i]) < number(targets_[chosen])))
            chosen = i;
    return chosen;
}

// By the softmax of the logits.
inline size_t PolicyRollout::draw(Random& random) {
    const float highest = *std::max_element(logits_.begin(), logits_.end());
    for (float& logit : logits_) logit -= highest;
    apply(logits_.data(), logits_.size(), [](Lanes x) { return exponential(x); });
    double total = 0.0;
    for (const float chance : logits_) total += chance;
    double left = random.unit() * total;
    size_t chosen = 0;
    while (chosen + 1 < logits_.size() && (left -= logits_[chosen]) > 0.0) ++chosen;
    return chosen;
}

} // namespace vrp
