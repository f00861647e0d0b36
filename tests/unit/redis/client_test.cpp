#include "redis/client.hpp"

#include <gtest/gtest.h>

#include "scripted_server.hpp"

namespace sipro::redis {
namespace {

using std::chrono::milliseconds;

/// ECHO gives its word back; INFO tells the run_id.
std::optional<std::string> echoed(const Command& command) {
  if (command[0] == "INFO") return ScriptedServer::kInfo;
  if (command[0] == "ECHO") return bulk(command[1]);
  return "-ERR unknown\r\n";
}

TEST(Client, KnowsTheRunIdOfItsConnection) {
  ScriptedServer server(echoed);
  Client client(server.address());
  EXPECT_EQ(*client.run_id(), "abc");
  EXPECT_EQ(*client.run({"ECHO", "x"})->text(), "x");
  EXPECT_EQ(*client.run_id(), "abc");
  EXPECT_EQ(server.connections(), 1);
}

TEST(Client, AnErrorOfTheServerIsAReply) {
  ScriptedServer server(echoed);
  Client client(server.address());
  const auto reply = client.run({"NONSENSE"});
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->error()->message, "ERR unknown");
  EXPECT_EQ(server.connections(), 1);
}

TEST(Client, ALateReplyNeverAnswersTheNextCommand) {
  ScriptedServer server([](const Command& command) -> std::optional<std::string> {
    if (command.back() == "silent") return std::nullopt;
    return echoed(command);
  });
  Client client(server.address(), milliseconds(2000));
  ASSERT_TRUE(client.run({"ECHO", "first"}).has_value());
  EXPECT_EQ(client.run({"ECHO", "silent"}).error().code, Errc::redis_unavailable);
  EXPECT_EQ(*client.run({"ECHO", "second"})->text(), "second");
  EXPECT_EQ(server.connections(), 2);
}

TEST(Client, AHalfAnsweredPipelineIsAnError) {
  ScriptedServer server([](const Command& command) -> std::optional<std::string> {
    if (command.back() == "end") return ScriptedServer::kHangUp;
    return echoed(command);
  });
  Client client(server.address());
  const std::vector<Command> commands = {{"ECHO", "1"}, {"ECHO", "end"}, {"ECHO", "3"}};
  EXPECT_EQ(client.run_all(commands).error().code, Errc::redis_unavailable);
  EXPECT_EQ(*client.run({"ECHO", "4"})->text(), "4");
}

TEST(Client, AReplyThatNobodyAskedForEndsTheConnection) {
  ScriptedServer server([](const Command& command) -> std::optional<std::string> {
    if (command.back() == "twice") return bulk("1") + bulk("2");
    return echoed(command);
  });
  Client client(server.address());
  const auto twice = client.run({"ECHO", "twice"});
  if (twice) {
    EXPECT_EQ(*twice->text(), "1");  // the second one came later, and is seen by the next call
  }
  EXPECT_EQ(*client.run({"ECHO", "next"})->text(), "next");
  EXPECT_EQ(server.connections(), 2);
}

TEST(Client, AConnectionThatWasClosedBetweenCallsIsMadeAnew) {
  ScriptedServer server([](const Command& command) -> std::optional<std::string> {
    if (command.back() == "bye") return ScriptedServer::kHangUp;
    return echoed(command);
  });
  Client client(server.address());
  EXPECT_FALSE(client.run({"ECHO", "bye"}).has_value());
  EXPECT_TRUE(client.run({"ECHO", "again"}).has_value());
  EXPECT_EQ(server.connections(), 2);
}

TEST(Client, SaysWhoItIsBeforeAnythingElse) {
  ScriptedServer server([](const Command& command) -> std::optional<std::string> {
    if (command[0] == "AUTH") return "+OK\r\n";
    return echoed(command);
  });
  auto address = server.address();
  address.user = "worker";
  address.password = "s3cret";
  Client client(address);
  ASSERT_TRUE(client.run({"ECHO", "x"}).has_value());
  const auto commands = server.commands();
  ASSERT_EQ(commands.size(), 3U);
  EXPECT_EQ(commands[0], (Command{"AUTH", "worker", "s3cret"}));
  EXPECT_EQ(commands[1], (Command{"INFO", "server"}));
}

TEST(Client, AWrongPasswordIsNoConnection) {
  ScriptedServer server([](const Command& command) -> std::optional<std::string> {
    if (command[0] == "AUTH") return "-WRONGPASS invalid username-password pair\r\n";
    return echoed(command);
  });
  auto address = server.address();
  address.password = "wrong";
  Client client(address);
  const auto reply = client.run({"ECHO", "x"});
  ASSERT_FALSE(reply.has_value());
  EXPECT_EQ(reply.error().code, Errc::redis_unavailable);
  EXPECT_NE(reply.error().context.find("WRONGPASS"), std::string::npos);
  for (const auto& command : server.commands()) EXPECT_NE(command[0], "ECHO");
}

TEST(Client, ALongPipelineFillsNoBufferForGood) {
  ScriptedServer server(echoed);
  Client client(server.address(), std::chrono::seconds(20));
  const std::vector<Command> commands(500, Command{"ECHO", std::string(10'000, 'x')});
  const auto replies = client.run_all(commands);
  ASSERT_TRUE(replies.has_value());
  ASSERT_EQ(replies->size(), commands.size());
  EXPECT_EQ(replies->back().text()->size(), 10'000U);
}

TEST(Client, NoServerIsUnavailable) {
  Address address;
  address.socket = testing::TempDir() + "no_server_here";
  Client client(address);
  EXPECT_EQ(client.run({"PING"}).error().code, Errc::redis_unavailable);
  EXPECT_EQ(client.run_id().error().code, Errc::redis_unavailable);
}

}  // namespace
}  // namespace sipro::redis
