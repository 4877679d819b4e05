// The parts of the Python module vrp.search._engine.
#pragma once

#include <nanobind/nanobind.h>

void bind_problems(nanobind::module_& module);
void bind_searches(nanobind::module_& module);
void bind_constructions(nanobind::module_& module);
void bind_policies(nanobind::module_& module);
