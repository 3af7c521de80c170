import TestSupport
import Testing

/// A scratch folder with a small tree, and sc-rewrite run in it as a user would.
struct Sandbox {
  let scratch: Scratch

  static let key = """
    #include <static_call.h>
    static int one(int n) { return n + 1; }
    DEFINE_STATIC_CALL(compute, one);

    """

  init(
    _ files: [String: String] = [
      "src/main.c": key + "int main(void) { return static_call(compute)(-1); }\n"
    ]
  )
    throws
  {
    scratch = try Scratch()
    for (name, text) in files { try scratch.write(text, to: name) }
  }

  func run(
    _ arguments: String..., environment: [String: String] = [:]
  ) async throws -> Tool.Result {
    try await Tool.run(
      [Tool.scRewrite] + arguments, in: scratch.path, environment: environment)
  }

  /// A tree with several folders, styles of include, and files that are not C.
  static let tree = [
    "src/main.c": key + """
      #include "lib/hooks.h"
      int main(void)
      {
      \treturn call_it(static_call(compute)(1)) == 3 ? 0 : 1;
      }

      """,
    "src/lib/hooks.h": """
    #pragma once
    #include <static_call.h>
    int one(int);
    DECLARE_STATIC_CALL(compute, one);
    static inline int call_it(int n)
    {
    \treturn static_call(compute)(n);
    }

    """,
    "src/lib/plain.c": "#include \"hooks.h\"\nint plain(void) { return call_it(2); }\n",
    "src/data/table.txt": "not C: static_call(x)(1)\n",
    "src/build.sh": "#!/bin/sh\n",
    "src/.git/config": "not ours\n",
    "src/lib/old.o": "object\n",
  ]

  /// The tree above, rewritten into gen/.
  static func rewritten(_ more: String...) async throws -> Sandbox {
    let sandbox = try Sandbox(tree)
    let result = try await Tool.run(
      [Tool.scRewrite, "src", "--out", "gen"] + more, in: sandbox.scratch.path)
    #expect(result.status == 0 && result.error == "" && result.output == "")
    return sandbox
  }
}
