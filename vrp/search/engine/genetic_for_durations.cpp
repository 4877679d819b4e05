// Genetic searches for routes that deliver one good, or bring some back without times.
#include "genetic_for_features_definitions.h"

namespace vrp {

template std::unique_ptr<Search> make_genetic<FleetPickups>(const Problem&, uint64_t);
template std::unique_ptr<Search> make_genetic<Durations>(const Problem&, uint64_t);
template std::unique_ptr<Search> make_genetic<Limited<HeterogeneousFleet>>(const Problem&,
                                                                           uint64_t);
template std::unique_ptr<Search> make_genetic<Limited<FleetTimeWindows>>(const Problem&, uint64_t);
template std::unique_ptr<Search> make_genetic<Limited<FleetOpenings>>(const Problem&, uint64_t);
template std::unique_ptr<Search> make_genetic<Limited<Durations>>(const Problem&, uint64_t);

} // namespace vrp
