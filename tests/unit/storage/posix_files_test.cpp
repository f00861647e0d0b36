#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "storage/files.hpp"
#include "storage/posix_calls.hpp"
#include "support/scratch_folder.hpp"

namespace sipro::storage {
namespace {

namespace fs = std::filesystem;

class StorageFolder : public testing::Test {
 protected:
  fs::path path(std::string_view name) const { return scratch.path() / name; }
  std::vector<std::string> names() {
    std::vector<std::string> out;
    for (const auto& entry : fs::directory_iterator(scratch.path())) out.push_back(entry.path().filename());
    std::sort(out.begin(), out.end());
    return out;
  }

  test::ScratchFolder scratch;
  PosixFiles files;
};

TEST_F(StorageFolder, WritesWholeFilesAndReplacesThem) {
  ASSERT_TRUE(files.write_whole(path("a"), "one"));
  ASSERT_TRUE(files.write_whole(path("a"), std::string(3'000'000, 'x')));
  EXPECT_EQ(files.read(path("a"), 3'000'000).value(), std::string(3'000'000, 'x'));
  EXPECT_EQ(files.read(path("a"), 2'999'999).error().code, Errc::fact_damaged);
  EXPECT_EQ(names(), std::vector<std::string>{"a"});
}

TEST_F(StorageFolder, NeverReplacesWhatHasToBeNew) {
  ASSERT_TRUE(files.write_new(path("a"), "one"));
  EXPECT_EQ(files.write_new(path("a"), "two").error().code, Errc::already_exists);
  EXPECT_EQ(files.read(path("a"), 10).value(), "one");
  EXPECT_EQ(names(), std::vector<std::string>{"a"});
}

TEST_F(StorageFolder, GivesANameToOneOfManyWriters) {
  for (int round = 0; round < 20; ++round) {
    const fs::path target = path("f" + std::to_string(round));
    std::array<bool, 4> won{};
    std::vector<std::thread> writers;
    for (std::size_t i = 0; i < won.size(); ++i) {
      writers.emplace_back([&, i] { won[i] = files.write_new(target, std::to_string(i)).has_value(); });
    }
    for (auto& writer : writers) writer.join();
    ASSERT_EQ(std::count(won.begin(), won.end(), true), 1);
    const auto winner = std::find(won.begin(), won.end(), true) - won.begin();
    EXPECT_EQ(files.read(target, 10).value(), std::to_string(winner));
  }
}

TEST_F(StorageFolder, RenamesByLinkWhereItMust) {
  std::ofstream(path("from")) << "one";
  ASSERT_TRUE(rename_new_by_link(path("from"), path("to")));
  EXPECT_EQ(names(), std::vector<std::string>{"to"});
  std::ofstream(path("other")) << "two";
  EXPECT_EQ(rename_new_by_link(path("other"), path("to")).error().code, Errc::already_exists);
  EXPECT_EQ(files.read(path("to"), 10).value(), "one");
  // The answer to a first try got lost: the name is ours.
  fs::create_hard_link(path("other"), path("again"));
  EXPECT_TRUE(rename_new_by_link(path("other"), path("again")));
  EXPECT_EQ(files.read(path("again"), 10).value(), "two");
}

TEST_F(StorageFolder, MakesFoldersOnce) {
  ASSERT_TRUE(files.make_folders(path("a/b/c")));
  EXPECT_TRUE(files.make_folders(path("a/b/c")));
  EXPECT_EQ(files.make_new_folder(path("a/b")).error().code, Errc::already_exists);
  EXPECT_EQ(files.make_new_folder(path("x/y")).error().code, Errc::not_found);
  EXPECT_TRUE(files.make_new_folder(path("a/d")));
  std::ofstream(path("file")) << "";
  EXPECT_EQ(files.make_folders(path("file")).error().code, Errc::already_exists);
  EXPECT_FALSE(files.make_folders(path("file/below")));
}

TEST_F(StorageFolder, MakesFoldersWithARelativePath) {
  const fs::path before = fs::current_path();
  fs::current_path(scratch.path());
  EXPECT_TRUE(files.make_folders("var/data"));
  EXPECT_TRUE(files.make_folders("var"));
  EXPECT_TRUE(files.write_new("note", "x"));
  fs::current_path(before);
  EXPECT_TRUE(fs::is_directory(path("var/data")));
}

TEST_F(StorageFolder, ListsNamesInOrderWithoutUnfinishedOnes) {
  for (const char* name : {"b", "a", "c", ".new-1"}) std::ofstream(path(name)) << "";
  fs::create_directory(path("d"));
  fs::create_directory_symlink(path("d"), path("e"));
  const auto entries = files.list(scratch.path()).value();
  std::string shown;
  for (const auto& entry : entries) shown += entry.name + (entry.folder ? "/ " : " ");
  EXPECT_EQ(shown, "a b c d/ e ");
  EXPECT_EQ(files.list_unfinished(scratch.path()).value(), std::vector<std::string>{".new-1"});
  EXPECT_EQ(files.list(path("none")).error().code, Errc::not_found);
  EXPECT_EQ(files.list(path("a")).error().code, Errc::not_found);
}

TEST_F(StorageFolder, TellsStatus) {
  std::ofstream(path("a")) << "abc";
  EXPECT_EQ(files.status(path("a"))->size, 3U);
  EXPECT_FALSE(files.status(path("a"))->folder);
  EXPECT_TRUE(files.status(scratch.path())->folder);
  EXPECT_LT(std::chrono::abs(files.status(path("a"))->modified - std::chrono::system_clock::now()),
            std::chrono::hours(1));
  EXPECT_EQ(files.status(path("none")).error().code, Errc::not_found);
}

TEST_F(StorageFolder, ReadsOnlyPlainFiles) {
  std::ofstream(path("a")) << "abc";
  fs::create_symlink(path("a"), path("link"));
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  fs::create_directory(path("folder"));
  for (const char* name : {"link", "pipe", "folder", "none"}) {
    EXPECT_EQ(files.read(path(name), 10).error().code, Errc::not_found) << name;
    EXPECT_EQ(files.hash(path(name)).error().code, Errc::not_found) << name;
  }
  EXPECT_EQ(files.hash(path("a"))->sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_F(StorageFolder, RemovesTreesAndWhatIsNotThere) {
  fs::create_directories(path("a/b"));
  std::ofstream(path("a/b/c")) << "";
  std::ofstream(path("kept")) << "";
  fs::create_symlink(path("kept"), path("a/link"));
  EXPECT_TRUE(files.remove(path("a")));
  EXPECT_TRUE(files.remove(path("a")));
  EXPECT_TRUE(files.remove(path("x/y")));
  EXPECT_EQ(names(), std::vector<std::string>{"kept"});
}

TEST_F(StorageFolder, SyncsTreesWithWhateverIsInThem) {
  fs::create_directories(path("a/b"));
  std::ofstream(path("a/b/c")) << "x";
  fs::create_symlink("/nowhere", path("a/link"));
  ASSERT_EQ(::mkfifo(path("a/pipe").c_str(), 0600), 0);
  EXPECT_TRUE(files.sync_tree(path("a")));
  EXPECT_EQ(files.sync_tree(path("none")).error().code, Errc::not_found);
}

/// Both ways of opening below a folder have to agree.
class OpenBelow : public StorageFolder,
                  public testing::WithParamInterface<Result<Descriptor> (*)(const fs::path&, const fs::path&)> {
 protected:
  void SetUp() override {
    fs::create_directories(path("2101/uploads/1"));
    fs::create_directories(path("2171"));
    std::ofstream(path("2101/uploads/1/data")) << "mine";
    std::ofstream(path("2171/data")) << "theirs";
    fs::create_symlink("1/data", path("2101/uploads/inside"));
    fs::create_symlink("../../2171/data", path("2101/uploads/outside"));
    fs::create_directory_symlink(path("2171"), path("2101/folder"));
    ASSERT_EQ(::mkfifo(path("2101/pipe").c_str(), 0600), 0);
  }
};

TEST_P(OpenBelow, OpensAPlainFile) {
  const auto opened = GetParam()(path("2101"), "uploads/1/data");
  ASSERT_TRUE(opened) << opened.error().context;
  std::array<char, 10> bytes{};
  ASSERT_EQ(::read(opened->get(), bytes.data(), bytes.size()), 4);
  EXPECT_EQ(std::string(bytes.data()), "mine");
  EXPECT_NE(::fcntl(opened->get(), F_GETFD) & FD_CLOEXEC, 0);
}

TEST_P(OpenBelow, RefusesEverythingElse) {
  for (const char* relative : {"", ".", "..", "../2171/data", "uploads/../../2171/data", "uploads/../uploads/1/data",
                               "/etc/passwd", "uploads/inside", "uploads/outside", "folder/data", "uploads",
                               "uploads/1/", "pipe", "none", "uploads/1/data/x"}) {
    const auto opened = GetParam()(path("2101"), relative);
    ASSERT_FALSE(opened) << relative;
    EXPECT_EQ(opened.error().code, Errc::not_found) << relative << ": " << opened.error().context;
  }
  EXPECT_EQ(GetParam()(path("none"), "a").error().code, Errc::not_found);
}

INSTANTIATE_TEST_SUITE_P(Ways, OpenBelow, testing::Values(&open_beneath, &open_beneath_by_steps));

}  // namespace
}  // namespace sipro::storage
