#include "content/table_list.hpp"

#include <gtest/gtest.h>

#include "trade/table_spec.hpp"
#include "trade/table_words.hpp"

namespace sipro::gateway {
namespace {

/// The worker reads the same definitions by a strict parser of its own: what officers are told is what they get.
TEST(TableList, IsWhatTheTablesAreMadeFrom) {
  const auto& specs = trade::table_specs();
  ASSERT_EQ(specs.size(), 33U);
  ASSERT_EQ(listed_tables().size(), specs.size());
  for (std::size_t i = 0; i < specs.size(); ++i) {
    const ListedTable& listed = listed_tables()[i];
    EXPECT_EQ(listed.id, specs[i].id);
    EXPECT_EQ(listed.number, specs[i].number);
    EXPECT_EQ(listed.title, specs[i].title);
    EXPECT_EQ(listed.shows, specs[i].shows);
    EXPECT_EQ(listed.unit, trade::unit_of(specs[i].measure));
    EXPECT_EQ(listed.set.substr(0, 1), listed.id[0] == 'E' ? "e" : listed.id[0] == 'I' ? "i" : "n");
  }
}

}  // namespace
}  // namespace sipro::gateway
