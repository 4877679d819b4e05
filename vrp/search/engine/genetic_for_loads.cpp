// Genetic searches for goods that are picked up, or several loads.
#include "genetic_for_features_definitions.h"

namespace vrp {

template std::unique_ptr<Search> make_genetic<SingleLoad>(const Problem&, uint64_t);
template std::unique_ptr<Search> make_genetic<TwoLoads>(const Problem&, uint64_t);
template std::unique_ptr<Search> make_genetic<Everything>(const Problem&, uint64_t);
template std::unique_ptr<Search> make_genetic<Limited<Everything>>(const Problem&, uint64_t);

} // namespace vrp
