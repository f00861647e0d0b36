// The distinct cells of a .sav variable as values: missing or not, text in UTF-8, labels.
#pragma once

#include "formats/charset.hpp"
#include "formats/sav_columns.hpp"
#include "trade/source_file.hpp"

namespace sipro::formats {

/// Replaces user-missing numbers by NaN.
void blank_missing(const SavVariable& variable, std::vector<double>& numbers);

/// Moves codes and values into a column. Cells whose text is equal once decoded get one code.
trade::SourceColumn decode_cells(const SavDictionary& dictionary, const SavColumn& column, const Charset& charset,
                                 DistinctCells cells);

}  // namespace sipro::formats
