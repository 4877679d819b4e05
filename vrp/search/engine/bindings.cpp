// The Python module vrp.search._engine.
#include "bindings.h"
#include "feature_set.h"
#include "matrix.h"

NB_MODULE(_engine, module) {
    module.doc() = "Native search engine; see vrp.search for the way in.";
    module.attr("MAX_LOAD_DIMENSIONS") = vrp::kMaxLoadDimensions;
    module.attr("NO_WAY") = vrp::kNoWay;
#ifdef VRP_DEBUG_CHECKS
    module.attr("DEBUG_CHECKS") = true;
#else
    module.attr("DEBUG_CHECKS") = false;
#endif
    bind_problems(module);
    bind_searches(module);
    bind_constructions(module);
    bind_policies(module);
}
