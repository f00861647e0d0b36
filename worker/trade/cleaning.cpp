#include "trade/cleaning.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "base/parallel.hpp"
#include "trade/file_facts.hpp"
#include "trade/naming.hpp"
#include "trade/row_origin.hpp"
#include "trade/row_rules.hpp"

namespace sipro::trade {
namespace {

constexpr std::size_t kSlice = 1U << 18U;

/// The flow that the label or FOB / CIF names, where it is not `own`: the label of a clean file does not outweigh CIF.
std::optional<Flow> other_flow_told_by(const SourceFile& file, Flow own) {
  for (const auto told : {flow_of_label(file.file_label), flow_of_names(file.names)}) {
    if (told && *told != own) return told;
  }
  return std::nullopt;
}

/// One run: the steps in their order, and what they hand to each other.
class Cleaning {
 public:
  Cleaning(std::vector<SourceInput> inputs, std::vector<Stop> earlier, CleaningOptions options)
      : inputs_(std::move(inputs)), stops_(std::move(earlier)), options_(std::move(options)) {}

  std::variant<Cleaned, std::vector<Stop>> run() {
    check_variables();
    check_flow();
    gather_facts();
    check_overlap();
    if (!variables_missing_) {
      apply_row_rules();
      check_kept();
    }
    if (!stops_.empty()) {
      std::stable_sort(stops_.begin(), stops_.end(), [](const Stop& a, const Stop& b) { return a.rule < b.rule; });
      return std::move(stops_);
    }
    unify_names(dataset_, kept_, origins_, options_.threads, findings_);
    sort_rows();
    return Cleaned{std::move(dataset_), take_report()};
  }

 private:
  void check_variables() {
    std::vector<MissingVariables> lacking;
    for (const SourceInput& input : inputs_) {
      auto missing = missing_variables(input.file.map, input.year.has_value());
      if (!missing.empty()) lacking.push_back({input.file.name, std::move(missing), input.file.names});
    }
    variables_missing_ = !lacking.empty();
    if (variables_missing_) stops_.push_back(variable_missing_stop(lacking));
  }

  void check_flow() {
    for (std::uint32_t i = 0; i < inputs_.size(); ++i) {
      const SourceFile& file = inputs_[i].file;
      const auto told = other_flow_told_by(file, options_.flow);
      if (!told) continue;
      if (!options_.accept_flow) {
        stops_.push_back(flow_mismatch_stop(file.name, *told, options_.flow));
      } else {
        findings_.add(Rule::flow_mismatch, Action::kept, 0, [&] {
          return FindingItem{i, 0, "", std::string(to_string(*told))};
        });
      }
    }
  }

  void gather_facts() {
    std::vector<std::unique_ptr<FileFacts>> facts(inputs_.size());
    parallel_for(inputs_.size(), options_.threads,
                 [&](std::size_t i) { facts[i] = std::make_unique<FileFacts>(inputs_[i], options_); });
    for (auto& of_file : facts) facts_.push_back(std::move(*of_file));
  }

  void check_overlap() {
    overlaps_ = overlapping_periods(inputs_, facts_);
    if (overlaps_.empty() || options_.overlap != Overlap::stop) return;
    stops_.push_back(period_overlap_stop(overlaps_));
  }

  /// The overlapping periods of a file that a later file has too.
  [[nodiscard]] std::set<Period> superseded(std::size_t file) const {
    std::set<Period> out;
    if (options_.overlap != Overlap::latest) return out;
    for (const auto& overlap : overlaps_) {
      for (std::size_t later = file + 1; later < facts_.size(); ++later) {
        if (facts_[later].periods.contains(overlap.first)) out.insert(overlap.first);
      }
    }
    return out;
  }

  void apply_row_rules() {
    TextDictionaries dictionaries;
    std::vector<std::unique_ptr<RowRules>> rules;
    for (std::uint32_t i = 0; i < inputs_.size(); ++i) {
      first_rows_.push_back(origins_.add(inputs_[i].file.name, inputs_[i].file.rows));
      rules.push_back(
          std::make_unique<RowRules>(inputs_[i], facts_[i], i, superseded(i), options_.hs_master, dictionaries));
    }
    shape_dataset(dictionaries);

    struct Slice {
      std::size_t file;
      std::size_t begin;
      std::size_t end;
    };
    std::vector<Slice> slices;
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      for (std::size_t begin = 0; begin < inputs_[i].file.rows; begin += kSlice) {
        slices.push_back({i, begin, std::min<std::size_t>(begin + kSlice, inputs_[i].file.rows)});
      }
    }
    options_.progress.expect(origins_.rows());
    std::vector<SliceResult> results(slices.size());
    parallel_for(slices.size(), options_.threads, [&](std::size_t i) {
      const Slice& slice = slices[i];
      results[i] = rules[slice.file]->apply(slice.begin, slice.end, first_rows_[slice.file], dataset_);
      options_.progress.add(slice.end - slice.begin);
    });
    reports_.resize(inputs_.size());
    for (std::size_t i = 0; i < slices.size(); ++i) collect(results[i], reports_[slices[i].file]);
    if (options_.overlap == Overlap::keep) tell_kept_overlaps();
  }

  /// Gives every column its size; the dictionaries are whole by now.
  void shape_dataset(TextDictionaries& dictionaries) {
    const std::size_t rows = origins_.rows();
    dataset_.flow = options_.flow;
    dataset_.month.resize(rows);
    dataset_.year.resize(rows);
    dataset_.weight_kg.resize(rows);
    dataset_.value_usd.resize(rows);
    const auto shape = [&](Variable variable, std::vector<std::string> values, std::size_t distinct) {
      dataset_.column(variable) = {Codes::sized(rows, distinct), std::move(values)};
    };
    const std::size_t codes =
        dictionaries[index(Variable::negara)].size() + dictionaries[index(Variable::pelabuhan)].size();
    for (const VariableInfo& variable : variables()) {
      if (variable.number) continue;
      TextDictionary& dictionary = dictionaries[index(variable.variable)];
      const bool name = variable.variable == Variable::negara2 || variable.variable == Variable::pelabuhan1 ||
                        variable.variable == Variable::hs2;
      if (!name && dictionary.size() == 1) {
        dataset_.column(variable.variable) = {Codes::zeros(rows), dictionary.take()};
      } else {
        // Names may still get their codes, the chapters' built-in names and TIDAK DIKETAHUI.
        constexpr std::size_t kBuiltIn = 100;
        const std::size_t distinct = dictionary.size() + (name ? codes + kBuiltIn : 0);
        shape(variable.variable, dictionary.take(), distinct);
      }
    }
    std::vector<std::string> chapters;
    for (std::uint32_t chapter = 1; chapter <= 99; ++chapter) chapters.push_back(chapter_text(chapter));
    shape(Variable::hsdua, std::move(chapters), 99);
    shape(Variable::jenis, {"MIGAS", "NON MIGAS"}, 2);
  }

  void collect(SliceResult& slice, FileReport& report) {
    const auto add = [](Amount& to, const Amount& amount) {
      to.rows += amount.rows;
      to.value_usd.add(amount.value_usd);
    };
    add(report.kept, slice.kept_amount);
    add(report.rejected, slice.rejected);
    add(report.other_district, slice.set_aside);
    findings_.append(std::move(slice.findings));
    kept_.insert(kept_.end(), slice.kept.begin(), slice.kept.end());
    slice = {};
  }

  /// A chosen `keep` leaves its finding: the kept rows of the periods that are in more than one file.
  void tell_kept_overlaps() {
    if (overlaps_.empty()) return;
    for (const std::uint32_t row : kept_) {
      if (!overlaps_.contains(Period{dataset_.year[row], dataset_.month[row]})) continue;
      findings_.add(Rule::period_overlap, Action::kept, dataset_.value_usd[row], [&] {
        const RowOrigin origin = origins_.of(row);
        return FindingItem{origin.file, origin.case_number, "BULAN", std::to_string(dataset_.month[row])};
      });
    }
  }

  void check_kept() {
    const bool unread = std::any_of(stops_.begin(), stops_.end(),
                                    [](const Stop& stop) { return stop.rule == StopRule::unreadable_file; });
    if (!kept_.empty() || unread) return;
    std::set<Period> periods;
    for (const FileFacts& facts : facts_) {
      for (const auto& period : facts.periods) periods.insert(period.first);
    }
    const std::vector<Period> list(periods.begin(), periods.end());
    stops_.push_back(no_data_stop(why_nothing_is_kept(), list));
  }

  [[nodiscard]] std::string why_nothing_is_kept() const {
    const auto all_elsewhere = [](const FileReport& report) {
      return report.kept.rows == 0 && report.rejected.rows == 0;
    };
    if (std::all_of(reports_.begin(), reports_.end(), all_elsewhere)) {
      return "Semua baris milik kabupaten/kota lain (KABKOT bukan " + options_.district + "). Periksa berkasnya.";
    }
    return "Tidak ada baris yang dapat dipakai: semua baris ditolak. Periksa isi berkasnya.";
  }

  /// TAHUN descending, BULAN descending, then input order: a counting sort over the periods.
  void sort_rows() {
    constexpr std::size_t kMonths = 12;
    constexpr std::size_t kYears = 512;
    std::vector<std::size_t> at(kYears * kMonths);
    const auto slot = [&](std::uint32_t row) {
      const auto since_2000 = static_cast<std::size_t>(dataset_.year[row] - 2000);
      return at.size() - 1 - (since_2000 * kMonths + dataset_.month[row] - 1U);
    };
    for (const std::uint32_t row : kept_) ++at[slot(row)];
    std::size_t next = 0;
    for (std::size_t& count : at) next += std::exchange(count, next);
    dataset_.order.resize(kept_.size());
    for (const std::uint32_t row : kept_) dataset_.order[at[slot(row)]++] = row;
    kept_ = {};
  }

  Report take_report() {
    Report report;
    report.flow = options_.flow;
    const auto add = [](Amount& to, const Amount& amount) {
      to.rows += amount.rows;
      to.value_usd.add(amount.value_usd);
    };
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      const SourceFile& file = inputs_[i].file;
      FileReport& of_file = reports_[i];
      of_file.name = file.name;
      of_file.sha256 = file.sha256;
      of_file.read = facts_[i].read;
      for (const auto& period : facts_[i].periods) of_file.periods.push_back(period.first);
      for (const VariableInfo& variable : variables()) {
        const auto position = file.map.position[index(variable.variable)];
        if (position) of_file.mapped.emplace_back(variable.variable, file.names[*position]);
      }
      add(report.read, of_file.read);
      add(report.kept, of_file.kept);
      add(report.rejected, of_file.rejected);
      add(report.other_district, of_file.other_district);
    }
    report.files = std::move(reports_);
    report.findings = findings_.take();
    return report;
  }

  std::vector<SourceInput> inputs_;
  std::vector<Stop> stops_;
  CleaningOptions options_;
  bool variables_missing_ = false;
  std::vector<FileFacts> facts_;
  OverlappingPeriods overlaps_;
  RowOrigins origins_;
  std::vector<std::size_t> first_rows_;
  Dataset dataset_;
  std::vector<std::uint32_t> kept_;  // in input order
  std::vector<FileReport> reports_;
  Findings findings_;
};

}  // namespace

std::optional<Flow> flow_told_by(const SourceFile& file) {
  const auto by_label = flow_of_label(file.file_label);
  return by_label ? by_label : flow_of_names(file.names);
}

std::variant<Cleaned, std::vector<Stop>> clean(std::vector<SourceInput> inputs, std::vector<Stop> earlier,
                                               const CleaningOptions& options) {
  return Cleaning(std::move(inputs), std::move(earlier), options).run();
}

}  // namespace sipro::trade
