// Dirt for synthetic data: one kind for each thing that the rules of cleaning look for.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "pipeline/sample_columns.hpp"
#include "pipeline/sample_random.hpp"

namespace sipro::pipeline {

enum class Dirt : unsigned char {
  other_district,
  month_invalid,
  year_invalid,
  value_missing,
  value_negative,
  kind_unknown,
  kind_spelling,  // "NON-MIGAS", "migas": read silently
  hs_invalid,
  hs_empty,
  hs_7_digits,
  hs_9_digits,
  hs_10_digits,
  hs_dots,  // read silently
  chapter_mismatch,
  weight_missing,
  weight_negative,
  value_zero,
  sector_empty,
  country_empty,  // code and name
  port_empty,     // code and name
  country_variant,
  port_variant,
  chapter_variant,
  name_shared,
  duplicate_row,
  duplicate_key,
  blanks,
};

/// Every kind, in the order in which they are taken.
std::vector<Dirt> all_dirt();

/// "month_invalid".
std::string_view to_string(Dirt kind);

/// True for the kinds that only an HS of chapter 01 to 09 can show: it has a zero to lose.
bool needs_leading_zero(Dirt kind);

/// Spoils `row`, whose codes belong to `columns`. `earlier` is a clean row of the same file, which duplicates copy:
/// null where there is none yet, then the row gets `blanks` instead. Preconditions: `row` is clean;
/// needs_leading_zero() holds.
void soil(Dirt kind, SampleRow& row, const SampleRow* earlier, SampleColumns& columns, Random& random);

}  // namespace sipro::pipeline
