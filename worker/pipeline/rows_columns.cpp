#include "pipeline/rows_columns.hpp"

namespace sipro::pipeline {
namespace {

using trade::Dataset;
using trade::Variable;

/// Cells of `column` in the order of the kept rows.
template <class Cell, class Column>
storage::FillCells<Cell> kept(const Dataset& dataset, const Column& column) {
  return [&dataset, &column](std::size_t first, std::span<Cell> cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = column[dataset.order[first + i]];
  };
}

}  // namespace

std::vector<storage::RowsColumn> rows_columns(const Dataset& dataset) {
  std::vector<storage::RowsColumn> out;
  for (const trade::VariableInfo& variable : trade::variables()) {
    storage::RowsColumn& column = out.emplace_back();
    column.name = variable.name;
    column.label = variable.label;
    switch (variable.variable) {
      case Variable::bulan: column.cells = storage::WholeCells{kept<std::uint32_t>(dataset, dataset.month)}; break;
      case Variable::tahun: column.cells = storage::WholeCells{kept<std::uint32_t>(dataset, dataset.year)}; break;
      case Variable::berat: column.cells = storage::RealCells{kept<double>(dataset, dataset.weight_kg)}; break;
      case Variable::nilai: column.cells = storage::RealCells{kept<double>(dataset, dataset.value_usd)}; break;
      default: {
        const trade::TextColumn& text = dataset.column(variable.variable);
        column.cells = storage::TextCells{&text.values, kept<std::uint32_t>(dataset, text.codes)};
      }
    }
  }
  return out;
}

}  // namespace sipro::pipeline
