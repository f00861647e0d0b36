// rows.bin against the clean file of the same run, which another reader reads back.
#include "storage/rows.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <cmath>

#include "formats/statistics_file.hpp"
#include "pipeline/preprocess.hpp"
#include "pipeline/sample.hpp"
#include "support/scratch_folder.hpp"

namespace sipro::pipeline {
namespace {

using storage::RowsCell;

PreprocessRequest request_of(const SampleRequest& sample, const SampleSummary& summary, trade::Flow flow) {
  PreprocessRequest request;
  request.flow = flow;
  for (const auto& file : summary.files) {
    if (file.flow == flow) request.files.push_back({sample.out / file.path, file.path, file.year});
  }
  request.district = "KARIMUN";
  request.accept_flow = true;
  request.overlap = trade::Overlap::latest;
  request.time = *parse_moment("2025-06-20T10:46:00+07:00");
  return request;
}

formats::FileRows read_all(const formats::StatisticsFile& file) {
  std::vector<formats::ColumnRequest> columns;
  for (std::size_t i = 0; i < file.info().variables.size(); ++i) columns.push_back({i, formats::CellForm::distinct});
  return file.read(columns, 1).value();
}

/// A cell of the clean file, in the grid's words; BULAN and TAHUN are whole numbers there.
RowsCell cell_of(const trade::SourceColumn& column, std::size_t row) {
  const auto& value = column.values[column.codes[row]];
  switch (value.kind) {
    case trade::SourceValue::Kind::missing: return {};
    case trade::SourceValue::Kind::text: return value.text;
    case trade::SourceValue::Kind::number: break;
  }
  const bool whole = column.name == "BULAN" || column.name == "TAHUN";
  return whole ? RowsCell(static_cast<std::int64_t>(value.number)) : RowsCell(value.number);
}

TEST(RowsOfAPreprocess, EqualTheCleanFileCellByCell) {
  const test::ScratchFolder scratch;
  SampleRequest sample;
  sample.rows = 3'000;
  sample.dirt_percent = 10;
  sample.out = scratch.path() / "sample";
  const auto summary = make_sample(sample).value();
  for (const trade::Flow flow : {trade::Flow::ekspor, trade::Flow::impor}) {
    auto request = request_of(sample, summary, flow);
    request.out = scratch.path() / "out" / std::string(to_string(flow));
    request.for_pages = true;
    const auto outcome = preprocess(request);
    ASSERT_TRUE(outcome) << outcome.error().context;
    ASSERT_TRUE(std::holds_alternative<trade::Report>(*outcome));

    const auto file = formats::StatisticsFile::open(request.out / clean_file_name(flow)).value();
    const formats::FileRows clean = read_all(file);
    auto rows = storage::Rows::open(
        storage::Descriptor(::open((request.out / storage::kRowsFile).c_str(), O_RDONLY | O_CLOEXEC)));
    ASSERT_TRUE(rows) << rows.error().context;
    EXPECT_TRUE(rows->verify());
    ASSERT_EQ(rows->rows(), clean.rows);
    EXPECT_GT(clean.rows, 1'000U);
    ASSERT_EQ(rows->variables().size(), 17U);
    for (std::size_t i = 0; i < 17; ++i) {
      EXPECT_EQ(rows->variables()[i].name, file.info().variables[i].name);
      EXPECT_EQ(rows->variables()[i].label, file.info().variables[i].label);
    }
    std::size_t missing = 0;
    for (std::uint64_t offset = 0; offset < rows->rows(); offset += 1'000) {
      const auto page = rows->page({offset, 1'000, "", "", false}).value();
      for (std::size_t row = 0; row < page.rows.size(); ++row) {
        for (std::size_t i = 0; i < 17; ++i) {
          const RowsCell expected = cell_of(clean.columns[i], offset + row);
          ASSERT_EQ(page.rows[row][i], expected) << clean.columns[i].name << " of row " << offset + row;
          if (std::holds_alternative<std::monostate>(expected)) ++missing;
        }
      }
    }
    EXPECT_GT(missing, 0U) << "the sample has weights that are missing";
  }
}

TEST(RowsOfAPreprocess, AreWrittenOnlyWhenAskedFor) {
  const test::ScratchFolder scratch;
  SampleRequest sample;
  sample.rows = 100;
  sample.out = scratch.path() / "sample";
  const auto summary = make_sample(sample).value();
  auto request = request_of(sample, summary, trade::Flow::ekspor);
  request.out = scratch.path() / "out";
  ASSERT_TRUE(preprocess(request));
  EXPECT_TRUE(std::filesystem::exists(request.out / clean_file_name(trade::Flow::ekspor)));
  EXPECT_FALSE(std::filesystem::exists(request.out / storage::kRowsFile));
}

}  // namespace
}  // namespace sipro::pipeline
