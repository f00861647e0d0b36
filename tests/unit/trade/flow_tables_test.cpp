#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "support/table_text.hpp"

namespace sipro::trade {
namespace {

using test::export_tables;
using test::labels;
using test::lines;
using test::own_notes;
using test::Row;
using test::table;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr double kMillion = 1e6;
constexpr Period kMonth{2025, 4};

/// A row of nonmigas trade with one country.
Row with_country(Period period, std::string country, double million) {
  return {.period = period, .value_usd = million * kMillion, .country = std::move(country)};
}

Row in_chapter(Period period, int chapter, double million) {
  return {.period = period, .value_usd = million * kMillion, .chapter = chapter};
}

Row of_sector(Period period, double million, bool migas, std::string sector) {
  return {.period = period, .value_usd = million * kMillion, .migas = migas, .sector = std::move(sector)};
}

TEST(FlowTables, ReproduceThePublishedFiguresOfTableOne) {
  const auto oil = [](Period period, double million) { return of_sector(period, million, true, "HASIL MINYAK"); };
  const auto other = [](Period period, double million) { return of_sector(period, million, false, "INDUSTRI"); };
  const auto tables = export_tables(
      {oil({2024, 1}, 399.9165), oil({2024, 4}, 139.0235), oil({2025, 1}, 198.749), oil({2025, 3}, 297.45),
       oil({2025, 4}, 228.2255), of_sector({2024, 2}, 6.05, true, "MINYAK MENTAH"), other({2024, 3}, 43.165),
       other({2024, 4}, 14.346), other({2025, 2}, 17.6752), other({2025, 3}, 10.6318), other({2025, 4}, 10.669)},
      kMonth);
  const Table& sectors = table(tables, "E01");
  EXPECT_EQ(labels(sectors),
            "Uraian | Apr 2024 | Jan - Apr 2024 | Mar 2025 | Apr 2025 | Jan - Apr 2025 | m-to-m (%) | y-on-y (%) | "
            "c-to-c (%) | Peran (%) Jan - Apr 2025");
  EXPECT_THAT(
      lines(sectors),
      ElementsAre("TOTAL EKSPOR | 153,37 | 602,50 | 308,08 | 238,89 | 763,40 | -22,46 | 55,76 | 26,71 | 100,00",
                  "MIGAS | 139,02 | 544,99 | 297,45 | 228,23 | 724,42 | -23,27 | 64,16 | 32,92 | 94,89",
                  "- HASIL MINYAK | 139,02 | 538,94 | 297,45 | 228,23 | 724,42 | -23,27 | 64,16 | 34,42 | 94,89",
                  "- MINYAK MENTAH | - | 6,05 | - | - | - | - | - | -100,00 | -",
                  "NON MIGAS | 14,35 | 57,51 | 10,63 | 10,67 | 38,98 | 0,35 | -25,63 | -32,23 | 5,11",
                  "- INDUSTRI | 14,35 | 57,51 | 10,63 | 10,67 | 38,98 | 0,35 | -25,63 | -32,23 | 5,11"));
}

TEST(FlowTables, InJanuaryCompareWithDecemberAndHaveNoCumulativeColumns) {
  const Period january{2025, 1};
  const auto tables = export_tables({with_country({2024, 1}, "Jepang", 4), with_country({2024, 12}, "Jepang", 1),
                                     with_country(january, "Jepang", 3), with_country({2024, 6}, "Peru", 9),
                                     with_country({2024, 12}, "Malaysia", 2), with_country({2024, 12}, "Brunei", 2),
                                     with_country({2024, 1}, "Angola", 7), with_country({2025, 2}, "Zambia", 9)},
                                    january);
  const Table& countries = table(tables, "E07");
  EXPECT_EQ(labels(countries),
            "Negara | Jan 2024 | Des 2024 | Jan 2025 | m-to-m (%) | y-on-y (%) | Peran (%) Jan 2025");
  EXPECT_THAT(
      lines(countries),
      ElementsAre("Jepang | 4,00 | 1,00 | 3,00 | 200,00 | -25,00 | 100,00", "Brunei | - | 2,00 | - | -100,00 | - | -",
                  "Malaysia | - | 2,00 | - | -100,00 | - | -", "Angola | 7,00 | - | - | - | -100,00 | -",
                  "TOTAL | 11,00 | 5,00 | 3,00 | -40,00 | -72,73 | 100,00"))
      << "by Jan 2025, then Des 2024; Peru and Zambia have no data in a month shown";
  EXPECT_THAT(own_notes(countries), IsEmpty());
  EXPECT_EQ(labels(table(tables, "E11")), "Negara | Nilai Ekspor Jan 2025 | Share (%)");
  EXPECT_THAT(lines(table(tables, "E11")), ElementsAre("Jepang | 3,00 | 100,00", "TOTAL | 3,00 | 100,00"))
      << "December is of another year";
  EXPECT_THAT(lines(table(tables, "E04")), ElementsAre("Jan 2024 | 11,00 | -", "Jan 2025 | 3,00 | -72,73"));
}

TEST(FlowTables, InJanuaryHaveNoNoteWhereNoFigureIsCumulative) {
  const auto tables =
      export_tables({with_country({2025, 1}, "Jepang", 4), with_country({2023, 2}, "Jepang", 4)}, {2025, 1});
  for (const auto& each : tables) {
    const bool by_year = each.id == "E04" || each.id == "E12";
    EXPECT_EQ(own_notes(each).size(), by_year ? 2U : 0U) << each.id;
  }
  EXPECT_THAT(own_notes(table(tables, "E04")),
              ElementsAre("Data bulan Jan 2023 tidak ada.", "Data tahun 2024 tidak ada."));
}

TEST(FlowTables, OfTheFirstYearHaveNothingToCompareWith) {
  const auto tables = export_tables({with_country({2025, 3}, "Jepang", 1), with_country(kMonth, "Jepang", 3)}, kMonth);
  EXPECT_THAT(lines(table(tables, "E02")),
              ElementsAre("TANJUNG BALAI KARIMUN | - | - | 1,00 | 3,00 | 4,00 | 200,00 | - | - | 100,00",
                          "TOTAL | - | - | 1,00 | 3,00 | 4,00 | 200,00 | - | - | 100,00"));
  const auto notes = ElementsAre("Data tahun 2024 tidak ada.", "Data bulan Jan, Feb 2025 tidak ada.");
  for (const char* id : {"E01", "E02", "E05", "E07", "E08", "E13"}) {
    EXPECT_THAT(own_notes(table(tables, id)), notes) << id;
  }
}

TEST(FlowTables, NoteMissingMonthsWhereAFigureIsCumulative) {
  // 2022 from July on, nothing in 2023, 2024 without February; May 2025 is after the month asked for.
  std::vector<Row> rows = {with_country({2022, 7}, "Jepang", 5), with_country({2025, 5}, "Jepang", 5)};
  for (const int month : {1, 3, 4}) rows.push_back(with_country({2024, month}, "Jepang", 2));
  for (const int month : {1, 2, 3, 4}) rows.push_back(with_country({2025, month}, "Jepang", 3));
  const auto tables = export_tables(rows, kMonth);
  EXPECT_THAT(own_notes(table(tables, "E02")), ElementsAre("Data bulan Feb 2024 tidak ada."));
  EXPECT_THAT(own_notes(table(tables, "E11")), IsEmpty()) << "January to April 2025 is complete";
  for (const char* id : {"E04", "E12"}) {
    EXPECT_THAT(own_notes(table(tables, id)),
                ElementsAre("Data bulan Jan, Feb, Mar, Apr 2022 tidak ada.", "Data tahun 2023 tidak ada.",
                            "Data bulan Feb 2024 tidak ada."))
        << id;
  }
  for (const char* id : {"E03", "E06", "E09", "E10", "E14", "E15"}) {
    EXPECT_THAT(own_notes(table(tables, id)), IsEmpty()) << id;
  }
  EXPECT_THAT(lines(table(tables, "E04")),
              ElementsAre("Jan - Apr 2022 | - | -", "Jan - Apr 2024 | 6,00 | -", "Jan - Apr 2025 | 12,00 | 100,00"));
}

TEST(FlowTables, ShowACountryThatAppearsOrVanishesWithoutInventedGrowth) {
  const auto tables = export_tables({with_country({2024, 4}, "Jepang", 2), with_country({2025, 3}, "Jepang", 2),
                                     with_country(kMonth, "Peru", 1), with_country({2023, 1}, "Lama", 1)},
                                    kMonth);
  EXPECT_THAT(lines(table(tables, "E07")),
              ElementsAre("Jepang | 2,00 | 2,00 | 2,00 | - | 2,00 | -100,00 | -100,00 | 0 | 66,67",
                          "Peru | - | - | - | 1,00 | 1,00 | - | - | - | 33,33",
                          "TOTAL | 2,00 | 2,00 | 2,00 | 1,00 | 3,00 | -50,00 | -50,00 | 50,00 | 100,00"));
  EXPECT_THAT(lines(table(tables, "E06")), ElementsAre("Peru | 1,00 | 100,00", "TOTAL | 1,00 | 100,00"));
  EXPECT_THAT(lines(table(tables, "E11")),
              ElementsAre("Jepang | 2,00 | 66,67", "Peru | 1,00 | 33,33", "TOTAL | 3,00 | 100,00"));
}

TEST(FlowTables, KeepZeroApartFromAbsentAndTinyApartFromZero) {
  const auto tables = export_tables({with_country({2024, 4}, "Nol", 0), with_country({2025, 3}, "Nol", 0),
                                     with_country(kMonth, "Nol", 0), with_country({2024, 4}, "Kecil", 1e-9),
                                     with_country(kMonth, "Kecil", 5e-9), with_country({2025, 3}, "Hilang", 1)},
                                    kMonth);
  EXPECT_THAT(lines(table(tables, "E07")),
              ElementsAre("Hilang | - | - | 1,00 | - | 1,00 | -100,00 | - | - | 100,00",
                          "Kecil | 0,00 | 0,00 | - | 0,00 | 0,00 | - | 400,00 | 400,00 | 0,00",
                          "Nol | 0 | 0 | 0 | 0 | 0 | - | - | - | 0",
                          "TOTAL | 0,00 | 0,00 | 1,00 | 0,00 | 1,00 | -100,00 | 400,00 | 100.000.000.400,00 | 100,00"));
  EXPECT_EQ(table(tables, "E06").rows[0][1].number, 5e-9);
}

TEST(FlowTables, OfOneRowWithoutValueHaveNoShares) {
  const auto tables = export_tables({with_country(kMonth, "Jepang", 0)}, kMonth);
  EXPECT_THAT(lines(table(tables, "E06")), ElementsAre("Jepang | 0 | -", "TOTAL | 0 | -"));
  EXPECT_EQ(table(tables, "E09").heading,
            "Tabel 9. Nilai Ekspor Negara Tujuan Utama (Jepang) HS2 Digit, Kabupaten Karimun, April 2025 (Juta US$)");
  for (const auto& each : tables) EXPECT_FALSE(each.rows.empty()) << each.id;
}

TEST(FlowTables, WithoutOilAndGasKeepTheRowMigasAndTheTotal) {
  const auto tables =
      export_tables({of_sector(kMonth, 2, false, "TAMBANG"), of_sector(kMonth, 3, false, "INDUSTRI")}, kMonth);
  EXPECT_THAT(lines(table(tables, "E01")), ElementsAre("TOTAL EKSPOR | - | - | - | 5,00 | 5,00 | - | - | - | 100,00",
                                                       "MIGAS | - | - | - | - | - | - | - | - | -",
                                                       "NON MIGAS | - | - | - | 5,00 | 5,00 | - | - | - | 100,00",
                                                       "- INDUSTRI | - | - | - | 3,00 | 3,00 | - | - | - | 60,00",
                                                       "- TAMBANG | - | - | - | 2,00 | 2,00 | - | - | - | 40,00"));
  EXPECT_THAT(lines(table(tables, "E08")), ElementsAre("TOTAL | - | - | - | - | - | - | - | - | -"));
}

TEST(FlowTables, WithoutAnythingButOilAndGasKeepTheTotalOfNonmigas) {
  const auto tables = export_tables({of_sector({2025, 3}, 2, true, "GAS"), of_sector(kMonth, 2, true, "GAS")}, kMonth);
  EXPECT_EQ(lines(table(tables, "E01")).back(), "NON MIGAS | - | - | - | - | - | - | - | - | -");
  EXPECT_THAT(lines(table(tables, "E13")), ElementsAre("TOTAL |  | - | - | - | - | - | - | - | - | -"));
  EXPECT_THAT(lines(table(tables, "E15")), ElementsAre("TOTAL |  | - | -"));
  EXPECT_THAT(lines(table(tables, "E14")), ElementsAre("TOTAL |  | - | - | 0 | -"));
}

TEST(FlowTables, SortBySumsThatAreExactAndTiesByCodePoint) {
  // 0.1 + 0.2 is not 0.3 in doubles added in a row, but 0.3 + 0.1 + 0.2 equals 0.2 + 0.3 + 0.1.
  std::vector<Row> rows;
  for (const auto& [country, values] : std::vector<std::pair<std::string, std::vector<double>>>{
           {"Ötland", {0.1, 0.2, 0.3}}, {"Zed", {0.3, 0.2, 0.1}}, {"alfa", {0.2, 0.3, 0.1}}, {"Peru", {0.3, 0.3}}}) {
    for (const double value : values) rows.push_back({.period = kMonth, .value_usd = value, .country = country});
  }
  const auto tables = export_tables(rows, kMonth);
  const auto countries = lines(table(tables, "E06"));
  EXPECT_THAT(countries,
              ElementsAre(testing::StartsWith("Zed"), testing::StartsWith("alfa"), testing::StartsWith("Ötland"),
                          testing::StartsWith("Peru"), testing::StartsWith("TOTAL")));
}

TEST(FlowTables, SortByTheCumulativeFiguresOfThisYearThenOfLastYear) {
  const auto tables =
      export_tables({with_country(kMonth, "A", 1), with_country(kMonth, "B", 1), with_country(kMonth, "C", 1),
                     with_country({2024, 1}, "C", 2), with_country({2024, 1}, "B", 0), with_country({2024, 1}, "D", 5)},
                    kMonth);
  EXPECT_THAT(lines(table(tables, "E07")),
              ElementsAre(testing::StartsWith("C "), testing::StartsWith("B "), testing::StartsWith("A "),
                          testing::StartsWith("D "), testing::StartsWith("TOTAL ")))
      << "absent comes after zero";
}

TEST(FlowTables, SortChaptersOfOneValueByCode) {
  std::vector<Row> rows = {in_chapter(kMonth, 85, 1), in_chapter(kMonth, 9, 1), in_chapter(kMonth, 10, 1)};
  rows[0].description = "A";
  rows[1].description = "Z";
  EXPECT_THAT(lines(table(export_tables(rows, kMonth), "E15")),
              ElementsAre("09 | Z | 1,00 | 33,33", "10 | Golongan 10 | 1,00 | 33,33", "85 | A | 1,00 | 33,33",
                          "TOTAL |  | 3,00 | 100,00"));
}

struct NoteCase {
  std::string name;
  std::vector<Row> rows;
  std::string country;
};

TEST(FlowTables, ChooseTheCountryOfNote) {
  Row oil = with_country(kMonth, "Qatar", 4);
  oil.migas = true;
  const std::vector<NoteCase> cases = {
      {"largest in the month", {with_country(kMonth, "Jepang", 2), with_country(kMonth, "Peru", 3)}, "Peru"},
      {"of all goods", {with_country(kMonth, "Peru", 3), oil}, "Qatar"},
      {"not the largest of the year",
       {with_country({2025, 1}, "Jepang", 9), with_country(kMonth, "Jepang", 2), with_country(kMonth, "Peru", 3)},
       "Peru"},
      {"tie: the larger cumulative",
       {with_country(kMonth, "Jepang", 3), with_country(kMonth, "Peru", 3), with_country({2025, 1}, "Peru", 1)},
       "Peru"},
      {"tie in both: the name", {with_country(kMonth, "Peru", 3), with_country(kMonth, "Jepang", 3)}, "Jepang"},
      {"zero in the month beats absent",
       {with_country(kMonth, "Peru", 0), with_country({2025, 1}, "Jepang", 3)},
       "Peru"},
  };
  for (const auto& [name, rows, country] : cases) {
    EXPECT_EQ(table(export_tables(rows, kMonth), "E10").heading,
              "Tabel 10. Perkembangan Nilai Ekspor Negara Tujuan Utama (" + country +
                  "), Kabupaten Karimun, April 2025 (Juta US$)")
        << name;
  }
}

TEST(FlowTables, OfTheCountryOfNoteShowTheYearsOfTheWholeFlow) {
  Row oil = with_country(kMonth, "Peru", 6);
  oil.migas = true;
  oil.chapter = 27;
  const auto tables = export_tables({with_country({2023, 2}, "Jepang", 1), with_country({2024, 2}, "Peru", 4),
                                     with_country({2025, 1}, "Jepang", 1), with_country(kMonth, "Peru", 2), oil},
                                    kMonth);
  EXPECT_THAT(lines(table(tables, "E09")), ElementsAre("27 | Golongan 27 | 6,00 | 75,00",
                                                       "03 | Golongan 03 | 2,00 | 25,00", "TOTAL |  | 8,00 | 100,00"));
  EXPECT_THAT(lines(table(tables, "E12")),
              ElementsAre("Jan - Apr 2023 | - | -", "Jan - Apr 2024 | 4,00 | -", "Jan - Apr 2025 | 8,00 | 100,00"));
  const Table& months = table(tables, "E10");
  EXPECT_EQ(labels(months), "Bulan | Nilai Ekspor 2023 | Nilai Ekspor 2024 | Nilai Ekspor 2025");
  const auto rows = lines(months);
  EXPECT_EQ(rows[0], "Januari | - | - | -");
  EXPECT_EQ(rows[1], "Februari | - | 4,00 | -");
  EXPECT_EQ(rows[3], "April | - | - | 8,00");
  EXPECT_EQ(rows[4], "Mei | - | - | ");
  EXPECT_EQ(rows[12], "Jumlah | - | 4,00 | 8,00");
}

TEST(FlowTables, OfTheCountryOfNoteShowAVanishedYearAsAFullLoss) {
  const auto tables = export_tables(
      {with_country({2023, 2}, "Peru", 5), with_country({2024, 2}, "Jepang", 4), with_country(kMonth, "Peru", 2)},
      kMonth);
  EXPECT_THAT(lines(table(tables, "E12")),
              ElementsAre("Jan - Apr 2023 | 5,00 | -", "Jan - Apr 2024 | - | -100,00", "Jan - Apr 2025 | 2,00 | -"));
}

TEST(FlowTables, OfAYearWithoutAnyOfTheMonthsHaveNoCumulativeGrowth) {
  const auto tables = export_tables(
      {with_country({2023, 2}, "Peru", 5), with_country({2024, 8}, "Peru", 4), with_country(kMonth, "Peru", 2)},
      kMonth);
  for (const char* id : {"E04", "E12"}) {
    EXPECT_THAT(lines(table(tables, id)),
                ElementsAre("Jan - Apr 2023 | 5,00 | -", "Jan - Apr 2024 | - | -", "Jan - Apr 2025 | 2,00 | -"))
        << id;
  }
}

TEST(FlowTables, ChangeSortsByTheDifferenceWithAbsentAsZero) {
  const auto tables = export_tables({in_chapter({2025, 3}, 3, 5), in_chapter(kMonth, 3, 1), in_chapter(kMonth, 10, 2),
                                     in_chapter({2025, 3}, 9, 4), in_chapter({2025, 3}, 8, 1), in_chapter(kMonth, 8, 1),
                                     in_chapter({2025, 3}, 11, 4), in_chapter({2025, 2}, 99, 7)},
                                    kMonth);
  const Table& change = table(tables, "E14");
  EXPECT_EQ(labels(change),
            "Kode HS | Deskripsi | Nilai Ekspor Mar 2025 | Nilai Ekspor Apr 2025 | Peningkatan/Penurunan Nilai Ekspor "
            "| m-to-m (%)");
  EXPECT_THAT(
      lines(change),
      ElementsAre("10 | Golongan 10 | - | 2,00 | 2,00 | -", "08 | Golongan 08 | 1,00 | 1,00 | 0 | 0",
                  "03 | Golongan 03 | 5,00 | 1,00 | -4,00 | -80,00", "09 | Golongan 09 | 4,00 | - | -4,00 | -100,00",
                  "11 | Golongan 11 | 4,00 | - | -4,00 | -100,00", "TOTAL |  | 14,00 | 4,00 | -10,00 | -71,43"));
}

TEST(FlowTables, ChangeIsMissingWhereTheFlowHasNoDataInTheMonthBefore) {
  const std::vector<Row> rows = {in_chapter(kMonth, 10, 2), in_chapter(kMonth, 3, 5), in_chapter({2025, 2}, 3, 5)};
  EXPECT_THAT(lines(table(export_tables(rows, kMonth), "E14")),
              ElementsAre("03 | Golongan 03 | - | 5,00 | - | -", "10 | Golongan 10 | - | 2,00 | - | -",
                          "TOTAL |  | - | 7,00 | - | -"));
  std::vector<Row> with_oil = rows;
  with_oil.push_back(of_sector({2025, 3}, 1, true, "GAS"));
  EXPECT_THAT(lines(table(export_tables(with_oil, kMonth), "E14")),
              ElementsAre("03 | Golongan 03 | - | 5,00 | 5,00 | -", "10 | Golongan 10 | - | 2,00 | 2,00 | -",
                          "TOTAL |  | - | 7,00 | 7,00 | -"))
      << "oil and gas of the month before are data of the flow";
}

TEST(FlowTables, VolumeIsInThousandTonnesAndMissingWeightsCountZero) {
  const auto tables = export_tables({{.period = kMonth, .value_usd = 1, .weight_kg = 2.5e6, .port = "A"},
                                     {.period = kMonth, .value_usd = 9, .weight_kg = test::kMissingWeight, .port = "B"},
                                     {.period = {2025, 5}, .value_usd = 9, .weight_kg = 7e6, .port = "C"}},
                                    kMonth);
  const Table& volume = table(tables, "E05");
  EXPECT_EQ(volume.unit, "ribu ton");
  EXPECT_EQ(volume.heading, "Tabel 5. Volume Ekspor Menurut Pelabuhan, Kabupaten Karimun, April 2025 (Ribu Ton)");
  EXPECT_THAT(lines(volume),
              ElementsAre("A | - | - | - | 2,50 | 2,50 | - | - | - | 100,00", "B | - | - | - | 0 | 0 | - | - | - | 0",
                          "TOTAL | - | - | - | 2,50 | 2,50 | - | - | - | 100,00"));
}

TEST(FlowTables, MonthsAfterTheOneAskedForStayEmptyAndOutOfTheSum) {
  const auto rows = lines(table(export_tables({with_country({2024, 12}, "Jepang", 1), with_country(kMonth, "Jepang", 2),
                                               with_country({2025, 5}, "Jepang", 4), with_country({2026, 1}, "X", 4)},
                                              kMonth),
                                "E03"));
  EXPECT_EQ(rows[3], "April | - | 2,00");
  EXPECT_EQ(rows[4], "Mei | - | ");
  EXPECT_EQ(rows[11], "Desember | 1,00 | ");
  EXPECT_EQ(rows[12], "Jumlah | 1,00 | 2,00");
}

TEST(FlowTables, OfImportsSpeakOfImports) {
  const auto tables = flow_tables(test::cube_of(Flow::impor, {with_country(kMonth, "Peru", 1)}), test::request(kMonth));
  ASSERT_EQ(tables.size(), 15U);
  EXPECT_EQ(table(tables, "I01").rows[0][0].text, "TOTAL IMPOR");
  EXPECT_EQ(labels(table(tables, "I12")), "Periode | Nilai Impor Kumulatif | c-to-c (%)");
  EXPECT_EQ(table(tables, "I09").heading,
            "Tabel 9. Nilai Impor Negara Asal Utama (Peru) HS2 Digit, Kabupaten Karimun, April 2025 (Juta US$)");
  EXPECT_EQ(table(tables, "I09").title, "Nilai Impor Negara Asal Utama HS2 Digit");
  EXPECT_EQ(table(tables, "I09").unit, "juta US$");
}

TEST(FlowTables, EndTheirNotesWithTheSource) {
  auto request = test::request(kMonth);
  request.notes = {"3 baris (US$ 5) tidak diolah: jalankan Preprocessing Data"};
  for (const auto& each : flow_tables(test::cube_of(Flow::ekspor, {with_country(kMonth, "Peru", 1)}), request)) {
    ASSERT_GE(each.notes.size(), 2U);
    EXPECT_EQ(each.notes.back(),
              "Sumber: BPS Kabupaten Karimun (data diolah), diakses pada 20 Juni 2025 pukul 10.46 WIB");
    EXPECT_EQ(each.notes[each.notes.size() - 2], request.notes[0]);
  }
}

TEST(FlowTables, NeverShowInfinity) {
  const auto tables = export_tables({{.period = {2025, 3}, .value_usd = 5e-324, .country = "Kecil"},
                                     {.period = kMonth, .value_usd = 1.7e308, .country = "Kecil"},
                                     {.period = kMonth, .value_usd = 1.7e308, .country = "Besar"}},
                                    kMonth);
  for (const auto& each : tables) {
    for (const auto& row : each.rows) {
      for (const auto& cell : row) EXPECT_TRUE(std::isfinite(cell.number)) << each.id;
    }
  }
}

TEST(FlowTables, AreTheSameToTheLastBitForEveryOrderAndNumberOfThreads) {
  auto rows = test::random_rows(9, 20'000);
  const auto all_lines = [](const Cube& cube) {
    std::vector<std::string> out;
    for (const auto& each : flow_tables(cube, test::request(kMonth))) {
      for (const auto& row : each.rows) {
        for (const auto& cell : row)
          out.push_back(each.id + cell.text + std::to_string(std::bit_cast<std::uint64_t>(cell.number)));
      }
    }
    return out;
  };
  const auto expected = all_lines(test::cube_of(Flow::ekspor, rows));
  std::mt19937_64 random(1);
  std::shuffle(rows.begin(), rows.end(), random);
  for (const unsigned threads : {1U, 2U, 5U}) {
    const auto data = test::DatasetBuilder(Flow::ekspor).add(rows).build();
    EXPECT_EQ(all_lines(build_cube(data, threads)), expected) << threads;
  }
}

}  // namespace
}  // namespace sipro::trade
