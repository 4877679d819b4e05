// Which of the feature sets of a genetic search a problem needs.
#include "genetic_search.h"

#include "feature_choice.h"
#include "genetic_for_features.h"

#include <type_traits>

namespace vrp {

namespace {

// Limits of distance and stops; not those by which the engine forbids legs where there is no way.
bool has_limits(const Problem& problem) {
    return std::any_of(problem.kinds.begin(), problem.kinds.end(), [&](const Kind& kind) {
        return kind.max_distance < kNoWay - 1 || kind.max_stops < problem.size();
    });
}

// The smallest set that is compiled and knows limits as well as all that a set without them does.
template <class F>
using WithLimits = std::conditional_t<
    F::pickup, Limited<Everything>,
    std::conditional_t<F::duration, Limited<Durations>,
                       Limited<Features<F::windows, false, false, true, 1, false, F::openings>>>>;

// Where vehicles are alike, legs are not asked whether they are driven at all.
bool costs_to_stay(const Problem& problem) {
    const Kind& first = problem.kinds[0];
    return problem.distance().at(first.start, first.end) > 0;
}

template <class F>
using WithFleet =
    Features<F::windows, F::duration, F::pickup, true, F::dimensions, false, F::openings>;

// Calls `call` with the FeatureTag of a set that a genetic search knows.
template <class Call> auto with_genetic_features(const Problem& problem, Call call) {
    return with_features(problem, [&](auto tag) {
        using F = typename decltype(tag)::Features;
        if constexpr (F::breaks)
            return F::pickup ? call(FeatureTag<Limited<EverythingBreaks>>{})
                             : call(FeatureTag<Limited<DurationsBreaks>>{});
        else if constexpr (F::trips || F::shipments)
            return call(FeatureTag<Limited<Everything>>{}); // see can_breed()
        else if (has_limits(problem))
            return call(FeatureTag<WithLimits<F>>{});
        else if (!F::fleet && costs_to_stay(problem))
            return call(FeatureTag<WithFleet<F>>{});
        else
            return call(tag);
    });
}

} // namespace

bool can_breed(const Problem& problem) {
    if (problem.distances.empty() || problem.kinds.empty() || !problem.groups.empty() ||
        problem.has_trips() || problem.has_shipments())
        return false;
    const bool has_several_windows =
        std::any_of(problem.stops.begin(), problem.stops.end(),
                    [](const StopData& stop) { return stop.windows > 1; });
    return with_genetic_features(problem, [&](auto tag) {
        return decltype(tag)::Features::openings == has_several_windows;
    });
}

std::unique_ptr<Search> make_genetic_search(const Problem& problem, uint64_t seed) {
    if (!can_breed(problem))
        throw std::invalid_argument(
            "expected stops that are served, or not, each by itself, in "
            "one window where hours count, and vehicles that make one trip");
    return with_genetic_features(problem, [&](auto tag) {
        return make_genetic<typename decltype(tag)::Features>(problem, seed);
    });
}

} // namespace vrp
