// Compiled for the feature sets that a genetic search can do.
#include "genetic_search.h"

#include "feature_choice.h"
#include "genetic.h"

namespace vrp {

namespace {

template <class F>
inline constexpr bool kCanBreed = !F::trips && !F::openings && !F::shipments && !F::breaks;

template <class F>
using WithFleet = Features<F::windows, F::duration, F::pickup, true, F::dimensions>;

// Whether driving where there is no way costs more than any plan that does not.
bool ways_are_priced(const Problem& problem) {
    const auto [least, most] = std::minmax_element(
        problem.kinds.begin(), problem.kinds.end(),
        [](const Kind& one, const Kind& other) { return one.per_distance < other.per_distance; });
    if (least->per_distance == most->per_distance && least->per_distance > 0) return true;
    for (int from = 0; from < problem.places; ++from)
        for (int to = 0; to < problem.places; ++to)
            if (problem.distance().at(from, to) >= kNoWay) return false;
    return true;
}

} // namespace

bool can_breed(const Problem& problem) {
    if (problem.distances.empty() || problem.kinds.empty() || !problem.groups.empty()) return false;
    const auto is_plain = [&](const StopData& stop) { return stop.prize < 0 && stop.windows == 1; };
    const auto has_no_other_limits = [&](const Kind& kind) {
        return kind.max_distance >= kUnlimited && kind.max_stops >= problem.size();
    };
    const auto has_someone_skilled = [&](size_t stop) {
        return std::any_of(problem.kinds.begin(), problem.kinds.end(),
                           [&](const Kind& kind) { return kind.allowed[stop]; });
    };
    for (size_t stop = 0; stop < problem.stops.size(); ++stop)
        if (!is_plain(problem.stops[stop]) || !has_someone_skilled(stop)) return false;
    return std::all_of(problem.kinds.begin(), problem.kinds.end(), has_no_other_limits) &&
           ways_are_priced(problem) && with_features(problem, [](auto tag) {
               return kCanBreed<typename decltype(tag)::Features>;
           });
}

std::unique_ptr<Search> make_genetic_search(const Problem& problem, uint64_t seed) {
    if (!can_breed(problem))
        throw std::invalid_argument(
            "expected stops with one window, all to be served, and vehicles "
            "without other limits");
    return with_features(problem, [&](auto tag) -> std::unique_ptr<Search> {
        using F = typename decltype(tag)::Features;
        if constexpr (kCanBreed<F>) {
            // Where vehicles are alike, legs are not asked whether they are driven at all.
            const Kind& first = problem.kinds[0];
            if (problem.distance().at(first.start, first.end) > 0)
                return std::make_unique<Genetic<WithFleet<F>>>(problem, seed);
            return std::make_unique<Genetic<F>>(problem, seed);
        }
        return nullptr;
    });
}

} // namespace vrp
