#include "formats/sav_columns.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <new>

#include "base/text.hpp"

namespace sipro::formats {
namespace {

constexpr std::uint64_t kSpaces = 0x2020202020202020U;

/// The first `bytes` of a word as it lies in memory.
std::uint64_t first_bytes(std::size_t bytes) {
  return bytes >= 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << (8 * bytes)) - 1;
}

}  // namespace

SavColumn plan_column(const SavVariable& variable, CellForm form) {
  SavColumn column;
  column.variable = &variable;
  column.plain = variable.numeric() && form == CellForm::numbers;
  if (variable.numeric()) {
    column.words = 1;
    return column;
  }
  std::size_t element = variable.first_element;
  for (std::size_t left = variable.width; left > 0; element += kSegmentElements) {
    const std::size_t bytes = std::min(left, kSegmentBytes);
    column.pieces.push_back({element, bytes});
    column.words += (bytes + 7) / 8;
    left -= bytes;
  }
  return column;
}

std::string text_of(std::span<const std::uint64_t> cell, const SavColumn& column) {
  std::string text;
  const std::uint64_t* word = cell.data();
  for (const SavColumn::Piece& piece : column.pieces) {
    text.append(reinterpret_cast<const char*>(word), piece.bytes);
    word += (piece.bytes + 7) / 8;
  }
  std::erase(text, '\0');
  text.resize(trim_padding(text).size());
  return text;
}

SavColumns::SavColumns(const SavDictionary& dictionary, std::span<const SavColumn> columns, std::uint64_t expected_rows,
                       std::uint64_t reserve_rows, Progress progress)
    : dictionary_(dictionary),
      expected_rows_(expected_rows),
      missing_bits_(std::bit_cast<std::uint64_t>(dictionary.system_missing)),
      progress_(progress) {
  const auto room = static_cast<std::size_t>(std::min(expected_rows, reserve_rows));
  for (const SavColumn& column : columns) {
    cells_.push_back({{}, DistinctCells(column.words, column.plain ? 0 : room)});
    if (column.plain) cells_.back().numbers.reserve(room);
  }
  plan_uses(columns);
}

void SavColumns::plan_uses(std::span<const SavColumn> columns) {
  by_element_.resize(dictionary_.case_elements);
  wanted_.resize(dictionary_.case_elements);
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const SavColumn& column = columns[c];
    if (column.variable->numeric()) {
      const std::size_t element = column.variable->first_element;
      by_element_[element] = {column.plain ? Use::Kind::plain : Use::Kind::coded_number, 0, 0, &cells_[c]};
      wanted_[element] = true;
    }
    std::uint32_t word = 0;
    for (const SavColumn::Piece& piece : column.pieces) {
      for (std::size_t at = 0; at < piece.bytes; at += 8, ++word) {
        const Use::Kind last = column.words == 1 ? Use::Kind::whole_text : Use::Kind::last_word;
        const Use::Kind kind = word + 1 == column.words ? last : Use::Kind::word;
        by_element_[piece.element + at / 8] = {kind, word, first_bytes(piece.bytes - at), &cells_[c]};
        wanted_[piece.element + at / 8] = true;
      }
    }
  }
  // Rows are counted by the values that arrive.
  if (columns.empty()) wanted_.front() = true;
}

SavColumns::Outcome SavColumns::parse(std::unique_ptr<SavBody> body) {
  // Only the size of a plain file is known to hold the rows of the header; of the others all that is there is read.
  const bool exact = dictionary_.encoding == SavEncoding::plain;
  SavStream stream(dictionary_, wanted_, exact ? static_cast<std::int64_t>(expected_rows_) : -1, std::move(body));
  by_shown_.clear();
  skipped_.clear();
  for (const std::size_t element : stream.shown()) {
    const bool skipped = element == SavStream::kSkipped;
    skipped_.push_back(skipped);
    by_shown_.push_back(skipped ? Use{} : by_element_[element]);
  }
  const ReadStatParser parser = make_parser(stream);
  if (!parser) return Outcome::out_of_memory;
  readstat_set_variable_handler(parser.get(), on_variable);
  readstat_set_value_handler(parser.get(), on_value);
  // ReadStat 1.1.8: without a limit it reads no row of a file whose header says -1.
  if (!exact) readstat_set_row_limit(parser.get(), std::numeric_limits<std::int32_t>::max());
  const readstat_error_t error = readstat_parse_sav(parser.get(), "", this);
  failure_ = stream.failure();
  if (outcome_ == Outcome::whole && error == READSTAT_ERROR_MALLOC) outcome_ = Outcome::out_of_memory;
  if (outcome_ == Outcome::whole && (error != READSTAT_OK || failure_ != SavBody::Failure::none)) {
    outcome_ = Outcome::unreadable;
  }
  return outcome_;
}

int SavColumns::on_variable(int index, readstat_variable_t*, const char*, void* context) noexcept {
  const auto& columns = *static_cast<SavColumns*>(context);
  return columns.skipped_[static_cast<std::size_t>(index)] ? READSTAT_HANDLER_SKIP_VARIABLE : READSTAT_HANDLER_OK;
}

int SavColumns::on_value(int row, readstat_variable_t* variable, readstat_value_t value, void* context) noexcept {
  auto& columns = *static_cast<SavColumns*>(context);
  const auto number = static_cast<std::uint64_t>(row);
  if (number >= columns.expected_rows_) {
    columns.outcome_ = Outcome::too_many_rows;
    return READSTAT_HANDLER_ABORT;
  }
  if (columns.rows_ != number + 1) {
    columns.rows_ = number + 1;
    columns.progress_.row();
  }
  try {
    const Use* const uses = columns.by_shown_.data();  // no bounds check: once for every cell that is read
    columns.take(uses[variable->index], std::bit_cast<std::uint64_t>(value.v.double_value));
  } catch (...) {
    columns.outcome_ = Outcome::out_of_memory;
    return READSTAT_HANDLER_ABORT;
  }
  return READSTAT_HANDLER_OK;
}

void SavColumns::take(const Use& use, std::uint64_t bits) const {
  const auto text = [&] {
    return ((dictionary_.big_endian ? __builtin_bswap64(bits) : bits) & use.mask) | (kSpaces & ~use.mask);
  };
  switch (use.kind) {
    case Use::Kind::nothing: return;
    case Use::Kind::plain:
      return use.cells->numbers.push_back(is_missing(bits) ? std::numeric_limits<double>::quiet_NaN()
                                                           : std::bit_cast<double>(bits));
    case Use::Kind::coded_number: {
      const auto number = std::bit_cast<double>(bits);
      if (std::isnan(number) || is_missing(bits)) bits = missing_bits_;
      if (number == 0) bits = 0;  // -0 is 0
      return use.cells->distinct.add(bits);
    }
    case Use::Kind::whole_text: return use.cells->distinct.add(text());
    case Use::Kind::word: return use.cells->distinct.set(use.word, text());
    case Use::Kind::last_word: use.cells->distinct.set(use.word, text()); return use.cells->distinct.finish();
  }
}

}  // namespace sipro::formats
