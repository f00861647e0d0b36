// Puts jobs into the queue without HTTP and waits for them: the load of integration and chaos tests. Prints JSON lines.
//
//   job_tool --data DIR --redis ADDR enqueue PAYLOAD.json --district 2101 [--after ID]... [--id ID]
//   job_tool ... flood --districts 2101,2171 --jobs 2000 [--accepted FILE] [--payload FILE] [--cap N]
//   job_tool ... wait [--ids FILE | ID...] [--seconds 60]      exit 1 where one has not ended
//   job_tool ... show [--ids FILE | ID...]
//   job_tool ... cancel ID
//
// A job is accepted when the queue has said so; `flood` writes each accepted id on a line of FILE, synced, before it
// goes on, and repeats what the queue did not answer, as a gateway does.
#include <fcntl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>
#include <thread>
#include <vector>

