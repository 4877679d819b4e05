// Compiled for the feature sets that a genetic search can do.
#include "genetic_search.h"

#include "feature_choice.h"
#include "genetic.h"

namespace vrp {

namespace {

template <class F> inline constexpr bool kCanBreed = !F::trips && !F::shipments && !F::breaks;

template <class F>
using WithFleet =
    Features<F::windows, F::duration, F::pickup, true, F::dimensions, false, F::openings>;

} // namespace

bool can_breed(const Problem& problem) {
    if (problem.distances.empty() || problem.kinds.empty() || !problem.groups.empty()) return false;
    const auto has_no_other_limits = [&](const Kind& kind) {
        const bool forbids_no_more_than_blocked_legs = kind.max_distance >= kNoWay - 1;
        return forbids_no_more_than_blocked_legs && kind.max_stops >= problem.size();
    };
    if (!std::all_of(problem.kinds.begin(), problem.kinds.end(), has_no_other_limits)) return false;
    bool has_several_windows = false;
    for (size_t stop = 0; stop < problem.stops.size(); ++stop) {
        const bool has_someone_skilled =
            std::any_of(problem.kinds.begin(), problem.kinds.end(),
                        [&](const Kind& kind) { return kind.allowed[stop]; });
        if (!has_someone_skilled) return false;
        has_several_windows |= problem.stops[stop].windows > 1;
    }
    return with_features(problem, [&](auto tag) {
        using F = typename decltype(tag)::Features;
        return kCanBreed<F> && F::openings == has_several_windows;
    });
}

std::unique_ptr<Search> make_genetic_search(const Problem& problem, uint64_t seed) {
    if (!can_breed(problem))
        throw std::invalid_argument(
            "expected stops that are served, or not, each by itself, and vehicles that make one "
            "trip without breaks and have no limits but their capacity, shifts and hours");
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
