#include "redis/async_client.hpp"

#include <gtest/gtest.h>

#include "scripted_server.hpp"
#include "support/run_task.hpp"

namespace sipro::redis {
namespace {

using std::chrono::milliseconds;

/// ECHO gives its word back, but for "silent" and "hang up".
std::optional<std::string> answer(const Command& command) {
  if (command[0] == "INFO") return ScriptedServer::kInfo;
  if (command.back() == "silent") return std::nullopt;
  if (command.back() == "hang up") return ScriptedServer::kHangUp;
  if (command[0] == "ECHO") return bulk(command[1]);
  return "-ERR unknown\r\n";
}

struct Heard {
  std::string text;
  std::optional<Errc> error;
};

asio::Task<> echo(AsyncClient* client, std::string word, Heard* heard) {
  Command command{"ECHO", word};
  const auto reply = co_await client->run(std::move(command));
  if (!reply) {
    heard->error = reply.error().code;
  } else {
    heard->text = *reply->text();
  }
}

asio::Task<> echo_all(AsyncClient* client, std::vector<std::string> words, std::vector<std::string>* heard) {
  std::vector<Command> commands;
  commands.reserve(words.size());
  for (const std::string& word : words) commands.push_back({"ECHO", word});
  const auto replies = co_await client->run_all(std::move(commands));
  if (!replies) co_return;
  for (const Reply& reply : *replies) heard->push_back(*reply.text());
}

asio::Task<> read_run_id(AsyncClient* client, std::string* run_id) {
  const auto read = co_await client->run_id();
  *run_id = read ? *read : "none";
}

class AsyncClientTest : public testing::Test {
 protected:
  Heard say(const std::string& word) {
    Heard heard;
    loop_.tasks().spawn(echo(&client_, word, &heard));
    EXPECT_TRUE(loop_.run());
    return heard;
  }

  ScriptedServer server_{answer};
  test::TaskLoop loop_;
  AsyncClient client_{loop_.context().get_executor(), server_.address(), milliseconds(2000)};
};

TEST_F(AsyncClientTest, CallsShareOneConnectionAndEachGetsItsReply) {
  std::vector<Heard> heard(50);
  for (std::size_t i = 0; i < heard.size(); ++i) {
    loop_.tasks().spawn(echo(&client_, std::to_string(i), &heard[i]));
  }
  std::vector<std::string> several;
  loop_.tasks().spawn(echo_all(&client_, {"a", "b", "c"}, &several));
  ASSERT_TRUE(loop_.run());
  for (std::size_t i = 0; i < heard.size(); ++i) EXPECT_EQ(heard[i].text, std::to_string(i));
  EXPECT_EQ(several, (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(server_.connections(), 1);
}

TEST_F(AsyncClientTest, KnowsTheRunIdOfItsConnection) {
  std::string run_id;
  loop_.tasks().spawn(read_run_id(&client_, &run_id));
  ASSERT_TRUE(loop_.run());
  EXPECT_EQ(run_id, "abc");
}

TEST_F(AsyncClientTest, ABrokenConnectionFailsEveryWaitingCall) {
  std::vector<Heard> heard(3);
  for (const auto& [i, word] : {std::pair<std::size_t, std::string>{0, "silent"}, {1, "hang up"}, {2, "late"}}) {
    loop_.tasks().spawn(echo(&client_, word, &heard[i]));
  }
  ASSERT_TRUE(loop_.run());
  for (const Heard& one : heard) EXPECT_EQ(one.error, Errc::redis_unavailable);
}

TEST_F(AsyncClientTest, ALateReplyNeverAnswersTheNextCommand) {
  EXPECT_EQ(say("silent").error, Errc::redis_unavailable);
  EXPECT_EQ(say("second").text, "second");
  EXPECT_EQ(server_.connections(), 2);
}

TEST_F(AsyncClientTest, WhatIsNotThereFailsAtOnce) {
  Address nowhere;
  nowhere.socket = "/nonexistent/socket";
  AsyncClient client(loop_.context().get_executor(), nowhere);
  std::vector<Heard> heard(3);
  for (Heard& one : heard) loop_.tasks().spawn(echo(&client, "x", &one));
  ASSERT_TRUE(loop_.run());
  for (const Heard& one : heard) EXPECT_EQ(one.error, Errc::redis_unavailable);
}

TEST(AsyncClient, BytesThatAreNoReplyCloseTheConnection) {
  ScriptedServer server([](const Command& command) -> std::optional<std::string> {
    if (command[0] == "INFO") return ScriptedServer::kInfo;
    return "HTTP/1.1 400 Bad Request\r\n\r\n";
  });
  test::TaskLoop loop;
  AsyncClient client(loop.context().get_executor(), server.address());
  Heard heard;
  loop.tasks().spawn(echo(&client, "x", &heard));
  ASSERT_TRUE(loop.run());
  EXPECT_EQ(heard.error, Errc::redis_unavailable);
}

}  // namespace
}  // namespace sipro::redis
