// What a search by ruin and recreate can be told.
#pragma once

#include <vector>

namespace vrp {

struct RuinSettings {
    double mean_removed = 10.0;
    int longest_string = 10;
    double split_rate = 0.5;    // strings that keep some stops in their middle
    double split_growth = 0.01; // chance that one more is kept
    std::vector<int> around{};  // the stops that ruins begin with; none: all
};

struct RecreateSettings {
    int neighbours = 40; // places are tried beside that many nearest stops
    double blink_rate = 0.01;
};

struct LocalSearchSettings {
    int neighbours = 12;
};

struct SearchSettings {
    RuinSettings ruin;
    RecreateSettings recreate;
    LocalSearchSettings local_search;
    // Temperatures in mean leg costs of the first plan.
    double hot = 3.0;
    double cold = 0.03;
    // So much of the schedule is spent on fewer routes, whatever they cost to drive.
    double emptying_share = 0.0;
};

} // namespace vrp
