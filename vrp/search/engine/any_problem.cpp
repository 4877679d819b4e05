// Plans of any problem, made and valued with no more features than it takes.
#include "any_problem.h"

#include "feature_choice.h"
#include "for_features.h"

namespace vrp {

std::unique_ptr<Search> make_search(const Problem& problem, const SearchSettings& settings,
                                    uint64_t seed) {
    return with_features(problem, [&](auto tag) {
        return ForFeatures<typename decltype(tag)::Features>::make_search(problem, settings, seed);
    });
}

Value value_of(const Problem& problem, const std::vector<Assignment>& assignments) {
    return with_features(problem, [&](auto tag) {
        return ForFeatures<typename decltype(tag)::Features>::value_of(problem, assignments);
    });
}

std::vector<Assignment> random_insertion(const Problem& problem, const RecreateSettings& settings,
                                         uint64_t seed) {
    return with_features(problem, [&](auto tag) {
        return ForFeatures<typename decltype(tag)::Features>::random_insertion(problem, settings,
                                                                               seed);
    });
}

std::vector<Assignment> nearest_neighbour(const Problem& problem) {
    return with_features(problem, [&](auto tag) {
        return ForFeatures<typename decltype(tag)::Features>::nearest_neighbour(problem);
    });
}

} // namespace vrp
